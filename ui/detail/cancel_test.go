package detail

import (
	"context"
	"errors"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/keys"
	"packdesk/ui/notice"
	"packdesk/ui/theme"
	"packdesk/ui/uitest"
	"packdesk/ui/widget"
)

// clerk has one request and keeps what is decided about it.
type clerk struct {
	request *fulfillment.Cancellation
	reasons []fulfillment.RejectReason
	err     error
	answers []fulfillment.CancelAnswer
}

func (c *clerk) OfOrder(context.Context, string) (*fulfillment.Cancellation, error) {
	if c.request == nil {
		return nil, nil
	}
	r := *c.request
	return &r, nil
}

func (c *clerk) RejectReasons(context.Context, string) ([]fulfillment.RejectReason, error) {
	return c.reasons, c.err
}

func (c *clerk) Answer(_ context.Context, a fulfillment.CancelAnswer) error {
	if c.err != nil {
		return c.err
	}
	c.answers = append(c.answers, a)
	a.State = fulfillment.ShipWaiting
	c.request.Answer = &a
	return nil
}

// asked is a page that shows an order whose buyer asks to cancel.
func asked(t *testing.T, c *clerk) *Pane {
	t.Helper()
	o := order()
	o.CancelRequested = true
	s := &uitest.Store{Policy: fulfillment.DefaultPolicy()}
	s.Put(o)
	if c.request != nil {
		c.request.Order = o.ID
	}
	p := New(t.Context(), Options{
		Orders: s, Cancels: c, Holder: func() fulfillment.Holder { return fulfillment.Holder{Operator: "Ann Sample", Station: "Bench 1"} },
		Look: widget.Look{Theme: theme.Choice{Name: theme.NameMono}.Theme(), Say: i18n.New("en"), Zone: time.UTC},
	})
	run(p, p.Show(o.ID))
	return p
}

// run carries commands out and hands the page what they bring; notices are returned.
func run(p *Pane, cmd tea.Cmd) (notices []notice.Post) {
	if cmd == nil {
		return nil
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			notices = append(notices, run(p, c)...)
		}
	case notice.Post:
		notices = append(notices, msg)
	default:
		notices = append(notices, run(p, p.Update(msg))...)
	}
	return notices
}

// press does what a key stands for now.
func press(t *testing.T, p *Pane, name string) []notice.Post {
	t.Helper()
	a, ok := keys.Find(p.Actions(), uitest.Key(name))
	require.True(t, ok, "no action on %s", name)
	require.Empty(t, a.Off, name)
	return run(p, p.Do(a.ID))
}

func request() *fulfillment.Cancellation {
	return &fulfillment.Cancellation{ID: "4035", Open: true, Words: "Ordered twice", Amount: "8.99", Currency: "GBP", AnswerBy: start().Add(3 * time.Hour)}
}

func TestARequestIsApprovedWithY(t *testing.T) {
	t.Parallel()
	c := &clerk{request: request()}
	p := asked(t, c)
	page := text(p, 80, 60, start())
	for _, want := range []string{"Cancellation requested", "Ordered twice", "8.99 GBP", "Answer by"} {
		assert.Contains(t, page, want)
	}
	press(t, p, "a")
	assert.Contains(t, text(p, 80, 60, start()), "Cancel this order and refund the buyer?")
	_, ok := keys.Find(p.Actions(), uitest.Key("enter"))
	assert.False(t, ok, "Enter answers nothing")
	press(t, p, "n")
	assert.Empty(t, c.answers)

	press(t, p, "a")
	said := press(t, p, "y")
	require.Len(t, c.answers, 1)
	assert.Equal(t, fulfillment.CancelAnswer{
		Cancel: "4035", Verdict: fulfillment.CancelApprove, Holder: fulfillment.Holder{Operator: "Ann Sample", Station: "Bench 1"},
	}, c.answers[0])
	require.NotEmpty(t, said)
	assert.Equal(t, notice.Good, said[0].Level)
	assert.Contains(t, text(p, 80, 60, start()), "approved")
	a, ok := keys.Find(p.Actions(), uitest.Key("a"))
	require.True(t, ok)
	assert.Equal(t, i18n.Key("off.answered"), a.Off, "a second decision is none")
}

func TestARejectionChoosesAmongTheShopsReasons(t *testing.T) {
	t.Parallel()
	c := &clerk{request: request(), reasons: []fulfillment.RejectReason{{Key: "packed", Words: "It has been packed"}, {Key: "agreed", Words: "You have agreed with the buyer"}}}
	p := asked(t, c)
	press(t, p, "x")
	assert.Contains(t, text(p, 80, 60, start()), "2  You have agreed with the buyer")
	_, back := p.Back()
	assert.True(t, back, "Esc takes the question away")
	press(t, p, "x")
	press(t, p, "2")
	assert.Contains(t, text(p, 80, 60, start()), "Reject the request: You have agreed with the buyer?")
	press(t, p, "y")
	require.Len(t, c.answers, 1)
	assert.Equal(t, "agreed", c.answers[0].Reason)
}

func TestAnswersThatCannotBeKeptAreTold(t *testing.T) {
	t.Parallel()
	c := &clerk{request: request(), err: errors.New("no line to the shop")}
	p := asked(t, c)
	said := press(t, p, "x")
	require.Len(t, said, 1)
	assert.Contains(t, said[0].Text, "no line to the shop")
	press(t, p, "a")
	said = press(t, p, "y")
	require.Len(t, said, 1)
	assert.Equal(t, notice.Bad, said[0].Level)
}

func TestWithoutARequestNothingIsOffered(t *testing.T) {
	t.Parallel()
	p := asked(t, &clerk{})
	a, ok := keys.Find(p.Actions(), uitest.Key("x"))
	require.True(t, ok)
	assert.Equal(t, i18n.Key("off.no_request"), a.Off)
	assert.Nil(t, p.Do(a.ID), "and nothing is done")
	assert.Empty(t, keys.Conflicts(p.Actions()))
	_, ok = keys.Find(shown(t, order(), "en").Actions(), uitest.Key("x"))
	assert.False(t, ok, "nobody could answer")
}
