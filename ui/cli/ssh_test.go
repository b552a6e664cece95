package cli

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"

	"packdesk/store"
	"packdesk/ui"
	"packdesk/ui/cli/ptytest"
)

const (
	burstParcels = 100 // Of five scans each.
	burstWrong   = 7   // Five items and two labels.

	helpTitle = "Everywhere" // Stands in the help and nowhere else.
)

// TestFiveHundredScansThroughSSH packs over a real SSH session with a scanner only: half of the parcels as fast as the
// line takes the blocks, half with the errors that a packer makes.
func TestFiveHundredScansThroughSSH(t *testing.T) {
	t.Parallel()
	s, now := burstStore(t, burstParcels)
	line := dialBench(t, s, now)
	b := &bursts{t: t, s: s, line: line.in}
	for n := 1; n <= burstParcels/2; n++ {
		b.parcel(n, false, false)
	}
	b.closed(burstParcels / 2)
	for n := burstParcels/2 + 1; n <= burstParcels; n++ {
		b.parcel(n, n%10 == 5, n%25 == 20)
	}
	b.closed(burstParcels)
	assert.Equal(t, 5*burstParcels+burstWrong, b.sent)
	b.right(burstParcels, burstWrong)

	line.until("the idle bench with nothing before it", func(screen string) bool {
		return strings.Contains(screen, fmt.Sprintf("kim: %d", burstParcels)) && !strings.Contains(screen, helpTitle)
	})
	line.hangUp()
}

// sshLine is a packer's terminal at the other end of an SSH session.
type sshLine struct {
	t       *testing.T
	in      io.WriteCloser
	session *ssh.Session

	mu     sync.Mutex
	screen *ptytest.Screen
}

// Write shows what the bench draws.
func (l *sshLine) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.screen.Write(p)
}

func (l *sshLine) screenText() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.screen.Lines(), "\n")
}

func (l *sshLine) until(what string, fits func(screen string) bool) {
	l.t.Helper()
	if !assert.Eventually(l.t, func() bool { return fits(l.screenText()) }, 10*time.Second, 5*time.Millisecond, what) {
		l.t.Fatal(l.screenText())
	}
}

// hangUp leaves by the keys of a person, which shows that the program still takes them.
func (l *sshLine) hangUp() {
	l.t.Helper()
	for _, key := range []struct {
		press string
		shown bool
	}{{"?", true}, {"\x1b", false}} {
		_, err := io.WriteString(l.in, key.press)
		require.NoError(l.t, err)
		l.until("help comes and goes", func(screen string) bool { return strings.Contains(screen, helpTitle) == key.shown })
	}
	_, err := io.WriteString(l.in, "\x03")
	require.NoError(l.t, err)
	done := make(chan error, 1)
	go func() { done <- l.session.Wait() }()
	select {
	case err := <-done:
		require.NoError(l.t, err)
	case <-time.After(10 * time.Second):
		l.t.Fatalf("the program does not end:\n%s", l.screenText())
	}
}

func hostKey(t *testing.T) ssh.Signer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	signer, err := ssh.NewSignerFromKey(private)
	require.NoError(t, err)
	return signer
}

// dialBench serves the bench of a store on a port of its own and opens a session with a terminal there.
func dialBench(t *testing.T, s *store.Store, now func() time.Time) *sshLine {
	t.Helper()
	packer, host := hostKey(t), hostKey(t)
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	var server sync.WaitGroup
	server.Go(func() { serveBench(ctx, t, listener, packer.PublicKey(), host, s, now) })
	client, err := ssh.Dial("tcp", listener.Addr().String(), &ssh.ClientConfig{
		User: "kim", Auth: []ssh.AuthMethod{ssh.PublicKeys(packer)}, HostKeyCallback: ssh.FixedHostKey(host.PublicKey()), Timeout: 10 * time.Second,
	})
	require.NoError(t, err)
	t.Cleanup(func() {
		cancel()
		_ = client.Close() // The session has ended by itself, as a rule.
		_ = listener.Close()
		server.Wait()
	})
	session, err := client.NewSession()
	require.NoError(t, err)
	require.NoError(t, session.RequestPty("xterm-256color", 40, 120, ssh.TerminalModes{ssh.ECHO: 0}))
	line := &sshLine{t: t, session: session, screen: ptytest.NewScreen(120, 40)}
	session.Stdout = line
	line.in, err = session.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, session.Shell())
	line.until("first screen", func(screen string) bool { return strings.Contains(screen, "Queue") })
	return line
}

// serveBench serves one connection with one session.
func serveBench(ctx context.Context, t *testing.T, listener net.Listener, packer ssh.PublicKey, host ssh.Signer, s *store.Store, now func() time.Time) {
	conn, err := listener.Accept()
	if !assert.NoError(t, err) {
		return
	}
	conf := &ssh.ServerConfig{PublicKeyCallback: func(_ ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
		if string(key.Marshal()) != string(packer.Marshal()) {
			return nil, errors.New("nobody's key")
		}
		return &ssh.Permissions{}, nil
	}}
	conf.AddHostKey(host)
	server, channels, requests, err := ssh.NewServerConn(conn, conf)
	if !assert.NoError(t, err) {
		return
	}
	go ssh.DiscardRequests(requests)
	for offered := range channels {
		channel, asked, err := offered.Accept()
		if !assert.NoError(t, err) {
			return
		}
		serveSession(ctx, t, channel, asked, s, now)
	}
	_ = server.Wait() // Whoever hangs up may do so in any way.
}

// serveSession shows the screens on a session's channel once it has asked for a terminal and a shell.
func serveSession(ctx context.Context, t *testing.T, channel ssh.Channel, asked <-chan *ssh.Request, s *store.Store, now func() time.Time) {
	w, h := 0, 0
	for r := range asked {
		if r.Type == "pty-req" { // The terminal's name with its length, columns, rows.
			at := 4 + binary.BigEndian.Uint32(r.Payload)
			w, h = int(binary.BigEndian.Uint32(r.Payload[at:])), int(binary.BigEndian.Uint32(r.Payload[at+4:]))
		}
		assert.NoError(t, r.Reply(true, nil))
		if r.Type == "shell" {
			break
		}
	}
	go ssh.DiscardRequests(asked)
	status := uint32(0)
	if err := runBench(ctx, lineFeeds{channel}, w, h, s, now); err != nil && ctx.Err() == nil {
		assert.NoError(t, err)
		status = 1
	}
	_, _ = channel.SendRequest("exit-status", false, binary.BigEndian.AppendUint32(nil, status)) // The client may be gone.
	_ = channel.Close()
}

// lineFeeds does what a terminal's line discipline does on output: a line feed returns to the first column.
type lineFeeds struct{ io.ReadWriter }

func (l lineFeeds) Write(p []byte) (int, error) {
	_, err := l.ReadWriter.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n")))
	return len(p), err
}

// runBench is the station of the process with its printer, and one session of screens on it.
func runBench(ctx context.Context, terminal io.ReadWriter, w, h int, s *store.Store, now func() time.Time) error {
	p := burstProgram(now)
	log := slog.New(slog.DiscardHandler)
	shop, err := p.printShop(s, now, log)
	if err != nil {
		return err
	}
	working, stop := context.WithCancel(ctx)
	var workers sync.WaitGroup
	workers.Go(func() { shop.run(working) })
	defer workers.Wait()
	defer stop()
	return ui.Run(ctx, ui.Options{
		Store: s, Policy: p.policy, Station: p.station(), Operator: "kim", Environ: []string{"TERM=xterm-256color"}, Now: now, Log: log,
		Bench: p.benchOf(s, now, shop.ask), Tally: s,
	}, tea.WithInput(terminal), tea.WithOutput(terminal), tea.WithWindowSize(w, h), tea.WithoutSignalHandler())
}
