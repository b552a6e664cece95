package uitest

import (
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// Driver plays messages into a model as a program would: every command runs in a goroutine of its own and its message comes
// back to Update. The clock is the bubble's of testing/synctest, so nothing ever waits in earnest.
type Driver struct {
	t     *testing.T
	model tea.Model
	quit  bool
	seen  []tea.Msg

	mu      sync.Mutex
	arrived []tea.Msg
}

// Run makes a driver for a model inside a bubble whose clock begins at the year 2000, starts the model, plays the messages
// and hands the driver to what follows. begin must tie the model to the test's context, which ends the model's commands.
func Run(t *testing.T, begin func(t *testing.T) tea.Model, then func(d *Driver), msgs ...tea.Msg) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		d := &Driver{t: t, model: begin(t)}
		d.start(d.model.Init())
		d.Send(msgs...)
		then(d)
		time.Sleep(time.Second) // Lets what waits for a moment come to its end.
	})
}

// T is the test inside the bubble.
func (d *Driver) T() *testing.T { return d.t }

// Send plays messages, one after the other, each with everything that follows from it at once.
func (d *Driver) Send(msgs ...tea.Msg) {
	d.settle()
	for _, msg := range msgs {
		d.update(msg)
		d.settle()
	}
}

// Press types keys by their names, with a pause after each as a hand would.
func (d *Driver) Press(names ...string) {
	for _, name := range names {
		d.Send(Key(name))
		d.Wait(50 * time.Millisecond)
	}
}

// Burst types text without any pause, as a scanner does, and then the keys that end it.
func (d *Driver) Burst(text string, end ...string) {
	for _, r := range text {
		d.update(Key(string(r)))
	}
	for _, name := range end {
		d.update(Key(name))
	}
	d.settle()
}

// Wait lets time pass.
func (d *Driver) Wait(by time.Duration) {
	const awake, steps = 10 * time.Millisecond, 20
	for range steps { // Timers that set themselves anew are answered in their time.
		if by <= awake {
			break
		}
		time.Sleep(awake) // The bubble's clock, not the wall's.
		d.settle()
		by -= awake
	}
	time.Sleep(by)
	d.settle()
}

// Go starts a command without waiting for what follows from it.
func (d *Driver) Go(cmd tea.Cmd) { d.start(cmd) }

// Replace puts another model into the driver and starts it; the old one hears nothing any more.
func (d *Driver) Replace(model tea.Model) {
	d.settle()
	d.model = model
	d.start(model.Init())
	d.settle()
}

// Model is the model as it is now.
func (d *Driver) Model() tea.Model { return d.model }

// Quit reports whether the model has asked to end the program.
func (d *Driver) Quit() bool { return d.quit }

// Seen are all messages that commands have brought back.
func (d *Driver) Seen() []tea.Msg { return d.seen }

// Styled is the screen with its escape sequences.
func (d *Driver) Styled() string { return d.model.View().Content }

// Screen is the screen as plain text.
func (d *Driver) Screen() string { return ansi.Strip(d.Styled()) }

// Lines are the screen's lines as plain text.
func (d *Driver) Lines() []string { return strings.Split(d.Screen(), "\n") }

func (d *Driver) update(msg tea.Msg) {
	model, cmd := d.model.Update(msg)
	d.model = model
	d.start(cmd)
}

func (d *Driver) start(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		msg := cmd()
		d.mu.Lock()
		defer d.mu.Unlock()
		d.arrived = append(d.arrived, msg)
	}()
}

// settle goes on until nothing can happen without time passing.
func (d *Driver) settle() {
	for {
		synctest.Wait()
		d.mu.Lock()
		arrived := d.arrived
		d.arrived = nil
		d.mu.Unlock()
		if len(arrived) == 0 {
			return
		}
		for _, msg := range arrived {
			switch msg := msg.(type) {
			case nil:
			case tea.BatchMsg:
				for _, cmd := range msg {
					d.start(cmd)
				}
			case tea.QuitMsg:
				d.quit = true
			default:
				d.seen = append(d.seen, msg)
				d.update(msg)
			}
		}
	}
}

// Key is the message of a key by its name, as tea.KeyPressMsg.String spells it.
func Key(name string) tea.KeyPressMsg {
	special := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "backspace": tea.KeyBackspace, "up": tea.KeyUp,
		"down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown,
		"home": tea.KeyHome, "end": tea.KeyEnd, "delete": tea.KeyDelete,
	}
	if code, ok := special[name]; ok {
		return tea.KeyPressMsg{Code: code}
	}
	if name == "space" {
		return tea.KeyPressMsg{Code: ' ', Text: " "}
	}
	if rest, ok := strings.CutPrefix(name, "ctrl+"); ok {
		r, _ := utf8.DecodeRuneInString(rest)
		return tea.KeyPressMsg{Code: r, Mod: tea.ModCtrl}
	}
	r, _ := utf8.DecodeRuneInString(name)
	return tea.KeyPressMsg{Code: r, Text: name}
}
