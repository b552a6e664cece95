package ui

import (
	"context"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/labels"
	"packdesk/ui/labelpane"
	"packdesk/ui/uitest"
)

// blankDesk has no label for anybody and remembers who was asked for and who asked.
type blankDesk struct {
	noLabels

	mu     sync.Mutex
	looked []string
}

func (d *blankDesk) Label(_ context.Context, order string) (*labelpane.Label, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.looked = append(d.looked, order)
	return nil, labels.Refusals{{Order: order, Field: labels.FieldTracking, Reason: labels.ReasonMissing}}
}

func (d *blankDesk) Prints(context.Context, string) ([]labelpane.Print, error) { return nil, nil }

func TestLabelsAreReadWhenSomebodyLooks(t *testing.T) {
	t.Parallel()
	desk := &blankDesk{}
	b := atBench()
	b.opts.Labels = desk
	b.run(t, 80, 24, func(d *uitest.Driver) {
		d.Wait(time.Minute)
		assert.Empty(d.T(), desk.looked, "nobody has looked")
		scan(d, threeUnits)
		d.Send(tea.KeyPressMsg{Code: tea.KeyF4}) // A digit counts at a bench that packs.
		d.Wait(time.Second)
		assert.Equal(d.T(), []string{threeUnits}, desk.looked, "the order at the bench")
		assert.Contains(d.T(), d.Screen(), "4 Labels")
		assert.Contains(d.T(), d.Screen(), "Tracking number: missing.")
		fits(d.T(), d.Styled(), 80, 24)
	})
}

func TestAScanIsSearchedForWhereLabelsAreSearched(t *testing.T) {
	t.Parallel()
	desk := &blankDesk{}
	b := atBench()
	b.opts.Labels = desk
	b.run(t, 80, 24, func(d *uitest.Driver) {
		d.Press("4", "/")
		d.Burst(oneUnit, "enter")
		d.Wait(time.Second)
		shown, ok := tabOf(d.T(), model(d), "4").(*labelpane.Pane)
		require.True(d.T(), ok)
		assert.Equal(d.T(), oneUnit, shown.Selected())
		d.Press("4")
		assert.Contains(d.T(), d.Screen(), "4 Labels")
		assert.Nil(d.T(), b.depot.Packing(oneUnit), "and the bench has not opened it")
		scan(d, oneUnit)
		assert.Contains(d.T(), d.Screen(), "2 Pack", "any other scan is the bench's")
		require.NotNil(d.T(), b.depot.Packing(oneUnit))
	})
}
