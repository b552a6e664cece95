package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/sim"
)

func TestTokensAreRenewedOnceForAll(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{})
	r.sim.ExpireTokens()
	var wg sync.WaitGroup
	var failed atomic.Int64
	for range 100 {
		wg.Go(func() {
			if _, err := r.gb.Warehouses(t.Context()); err != nil {
				failed.Add(1)
			}
		})
	}
	wg.Wait()
	assert.Zero(t, failed.Load())
	assert.Equal(t, 1, r.sim.Refreshes())
}

func TestTokensAreRenewedOnceAmongProcesses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := newRig(t, setup{client: Options{Tokens: FileTokens{Dir: dir}}})
	var shops []*Shop
	for range 4 { // Four processes that share a folder.
		c, err := New(Options{App: app(), Tokens: FileTokens{Dir: dir}, Hosts: OneHost(r.url), PerSecond: 1e6})
		require.NoError(t, err)
		t.Cleanup(c.Close)
		shops = append(shops, c.Shop(r.gb.ref))
		_, err = shops[len(shops)-1].Warehouses(t.Context())
		require.NoError(t, err)
	}
	for round := range 3 {
		r.sim.ExpireTokens()
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				_, err := shops[i%len(shops)].Warehouses(t.Context())
				assert.NoError(t, err)
			})
		}
		wg.Wait()
		assert.Equal(t, round+1, r.sim.Refreshes())
	}
}

func TestTokensAreRenewedEarly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := timelessRig(t, setup{})
		time.Sleep(7*24*time.Hour - 9*time.Minute)
		_, err := r.gb.Warehouses(t.Context())
		require.NoError(t, err)
		assert.Equal(t, 1, r.sim.Refreshes(), "before the shop refuses the old one")

		time.Sleep(7*24*time.Hour - 9*time.Minute)
		r.sim.Script("token_refresh", sim.FaultDown, sim.FaultDown, sim.FaultDown, sim.FaultDown)
		_, err = r.gb.Warehouses(t.Context())
		require.NoError(t, err, "the old one serves to its end")
		assert.Equal(t, 1, r.sim.Refreshes())
		time.Sleep(time.Minute)
		_, err = r.gb.Warehouses(t.Context())
		require.NoError(t, err)
		assert.Equal(t, 2, r.sim.Refreshes())
	})
}

// TestShortTokensAreNotRenewedForEveryCall: each renewal would take the token from the calls that are under way.
func TestShortTokensAreNotRenewedForEveryCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := timelessRig(t, setup{sim: sim.Options{TokenLife: 20 * time.Second}})
		before := r.sim.Refreshes()
		for n := range 4 {
			for range 10 {
				_, err := r.gb.Warehouses(t.Context())
				require.NoError(t, err)
			}
			assert.LessOrEqual(t, r.sim.Refreshes()-before, n+1)
			time.Sleep(21 * time.Second)
		}
	})
}

func TestRevokedTokens(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{})
	r.sim.Revoke()
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			got := r.gb.MarkShipped(t.Context(), Mark{"1", nil, "A1", "2"})
			assert.Equal(t, OutcomeLater, got.Outcome, "it is not this order's fault")
			assert.True(t, got.Kind().Stops())
			assert.ErrorIs(t, got.Err, fulfillment.ErrUnauthorised)
			assert.Contains(t, got.Err.Error(), "no longer takes the seller's authorisation; authorise the shop again")
		})
	}
	wg.Wait()

	account, err := r.client.Connect(t.Context(), Secret(r.sim.Code()))
	require.NoError(t, err, "a new consent")
	assert.Equal(t, r.gb.ref.Account, account.ID, "of the same seller takes the place of the old one")
	_, err = r.gb.Warehouses(t.Context())
	require.NoError(t, err)
}

// TestARevokedRefreshTokenIsNotTriedForever: 50 orders that wait do not knock 50 times.
func TestARevokedRefreshTokenIsNotTriedForever(t *testing.T) {
	t.Parallel()
	var refreshes atomic.Int64
	s := stub(t, Options{}, func(w http.ResponseWriter, q *http.Request) {
		if strings.HasPrefix(q.URL.Path, "/api/v2/token/") {
			refreshes.Add(1)
			say(w, `{"code":36004004,"message":"invalid refresh token"}`)
			return
		}
		w.WriteHeader(http.StatusUnauthorized)
		say(w, `{"code":105002,"message":"expired"}`)
	})
	for range 50 {
		_, err := s.Warehouses(t.Context())
		assert.Equal(t, KindToken, KindOf(err))
		assert.Contains(t, err.Error(), "list the warehouses: renew the shop's token: ")
	}
	assert.Equal(t, int64(1), refreshes.Load())
}

func TestAccountsThatNobodyConnected(t *testing.T) {
	t.Parallel()
	c, err := New(Options{App: app(), Tokens: FileTokens{Dir: t.TempDir()}})
	require.NoError(t, err)
	_, err = c.Shop(ShopRef{Account: "77"}).Warehouses(t.Context())
	require.ErrorIs(t, err, fulfillment.ErrNotFound)
	assert.Equal(t, 1, strings.Count(err.Error(), "not connected"), err.Error())
}

// fullDisk is a token store that cannot write.
type fullDisk struct{ MemoryTokens }

func (*fullDisk) Save(context.Context, string, Token) error {
	return errors.New("no space left on device")
}

func TestAFullDiskDoesNotLockTheSellerOut(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{})
	stored, err := r.client.opt.Tokens.Load(t.Context(), r.id)
	require.NoError(t, err)
	disk := &fullDisk{}
	require.NoError(t, disk.MemoryTokens.Save(t.Context(), r.id, stored))
	log := &syncBuffer{}
	c, err := New(Options{App: app(), Tokens: disk, Hosts: OneHost(r.url), PerSecond: 1e6, Log: slog.New(slog.NewTextHandler(log, nil))})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	shop := c.Shop(r.gb.ref)
	for range 3 {
		r.sim.ExpireTokens()
		_, err = shop.Warehouses(t.Context())
		require.NoError(t, err)
	}
	assert.Equal(t, 3, r.sim.Refreshes())
	assert.Contains(t, log.String(), "could not be stored")
	_, err = c.Connect(t.Context(), Secret(r.sim.Code()))
	require.ErrorContains(t, err, "no space left", "connecting is worth nothing if it is not kept")
}

func TestFileTokens(t *testing.T) {
	t.Parallel()
	f := FileTokens{Dir: filepath.Join(t.TempDir(), "tokens")}
	token := Token{
		Access: "access-secret", Refresh: "refresh-secret", AccessUntil: time.Unix(1800000000, 0).UTC(), OpenID: "7010000000000000001",
		Seller: "Sample seller", Region: "GB", UserType: 0, Scopes: []string{"a", "b"},
	}
	_, err := f.Load(t.Context(), token.OpenID)
	require.ErrorIs(t, err, fulfillment.ErrNotFound)
	require.NoError(t, f.Save(t.Context(), token.OpenID, token))
	got, err := f.Load(t.Context(), token.OpenID)
	require.NoError(t, err)
	assert.Equal(t, token, got)
	for _, account := range []string{"../../etc/passwd", "", "a b", "Ⅷ", strings.Repeat("x", 200)} {
		other := token
		other.OpenID = account
		require.NoError(t, f.Save(t.Context(), account, other))
		got, err := f.Load(t.Context(), account)
		require.NoError(t, err)
		assert.Equal(t, other, got)
		assert.Equal(t, f.Dir, filepath.Dir(f.path(account)))
	}
	accounts, err := f.Accounts()
	require.NoError(t, err)
	assert.Len(t, accounts, 6)
	require.NoError(t, f.Remove(""))
	require.NoError(t, f.Remove(""))
	accounts, err = f.Accounts()
	require.NoError(t, err)
	assert.Len(t, accounts, 5)

	path := f.path(token.OpenID)
	if runtime.GOOS != "windows" {
		info, err := os.Stat(path)
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
		dir, err := os.Stat(f.Dir)
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o700), dir.Mode().Perm())
		lock := path + ".lock"
		require.NoError(t, os.WriteFile(lock, nil, 0o600))
		require.NoError(t, os.Chmod(lock, 0o644))
		for range 2 { // One that was there before, and one that is made.
			unlock, err := f.Lock(t.Context(), token.OpenID)
			require.NoError(t, err)
			info, err := os.Stat(lock)
			require.NoError(t, err)
			assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
			unlock()
			require.NoError(t, os.Remove(lock))
		}
		require.NoError(t, os.Chmod(path, 0o644))
		_, err = f.Load(t.Context(), token.OpenID)
		require.ErrorIs(t, err, fulfillment.ErrUnauthorised)
		assert.Contains(t, err.Error(), "mode 0644")
		require.NoError(t, os.Chmod(path, 0o600))
	}
	require.NoError(t, os.WriteFile(path, []byte("{"), 0o600))
	_, err = f.Load(t.Context(), token.OpenID)
	require.ErrorContains(t, err, "damaged")
	left, err := filepath.Glob(filepath.Join(f.Dir, ".token-*"))
	require.NoError(t, err)
	assert.Empty(t, left)
}

func TestLocksKeepOthersOut(t *testing.T) {
	t.Parallel()
	for name, store := range map[string]TokenStore{"file": FileTokens{Dir: t.TempDir()}, "memory": &MemoryTokens{}} {
		unlock, err := store.Lock(t.Context(), "1")
		require.NoError(t, err, name)
		short, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		_, err = store.Lock(short, "1")
		cancel()
		require.ErrorIs(t, err, context.DeadlineExceeded, name)
		other, err := store.Lock(t.Context(), "2")
		require.NoError(t, err, name)
		other()
		unlock()
		unlock, err = store.Lock(t.Context(), "1")
		require.NoError(t, err, name)
		unlock()
	}
}

// TestSecretsAreNeverSeen makes everything fail that can, and looks for secrets in whatever is said about it.
func TestSecretsAreNeverSeen(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := timelessRig(t, setup{orders: 100, client: Options{Tries: 2, MaxAnswer: 1 << 20}})
		var said strings.Builder
		secrets := []string{sim.AppSecret, r.gb.ref.Cipher}
		remember := func() {
			stored, err := r.client.opt.Tokens.Load(t.Context(), r.id)
			require.NoError(t, err)
			secrets = append(secrets, stored.Access.Reveal(), stored.Refresh.Reveal())
			fmt.Fprintf(&said, "%v %+v %#v %s %q %x %d\n", stored, stored, stored, stored.Access, stored.Access, stored.Access, stored.Access)
			b, err := json.Marshal(stored)
			require.NoError(t, err)
			said.Write(b)
			fmt.Fprintf(&said, "%v %+v %#v\n", r.client.app, r.client.app, Options{App: app()})
		}
		note := func(err error) {
			fmt.Fprintf(&said, "%v\n%+v\n%#v\n", err, err, err)
			for e := err; e != nil; e = errors.Unwrap(e) {
				fmt.Fprintf(&said, "%v\n", e)
			}
		}
		remember()
		for _, fault := range sim.AllFaults() {
			r.sim.Script("get_order_list", fault, fault)
			_, err := r.gb.SearchOrders(t.Context(), OrderQuery{}, "")
			note(err)
			r.sim.Script("mark_package_as_shipped", fault, fault)
			note(r.gb.MarkShipped(t.Context(), Mark{"1", nil, "A1", "2"}).Err)
			r.sim.Script("token_get", fault, fault)
			_, err = r.client.Connect(t.Context(), "code-of-consent-1")
			note(err)
			r.sim.ExpireTokens()
			r.sim.Script("token_refresh", fault, fault)
			_, err = r.gb.Warehouses(t.Context())
			note(err)
			r.client.tokens.mu.Lock()
			r.client.tokens.of(r.id).failed = nil
			r.client.tokens.mu.Unlock()
			remember()
		}
		r.sim.Revoke() // The simulated shop quotes tokens and codes in its messages.
		_, err := r.gb.Warehouses(t.Context())
		note(err)
		assert.Contains(t, err.Error(), hidden)

		dead, err := New(Options{
			App: app(), Tokens: r.client.opt.Tokens, Hosts: OneHost("http://127.0.0.1:1"), Tries: 1, Log: r.client.log, Now: present,
			Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("refused") }},
		})
		require.NoError(t, err)
		_, err = dead.Shop(r.gb.ref).Warehouses(t.Context())
		note(err)
		_, err = dead.Connect(t.Context(), "code-of-consent-1")
		note(err)
		_, err = dead.Shop(r.gb.ref).Download(t.Context(), DocumentLink{URL: "http://127.0.0.1:1/files/x?key=document-key"})
		note(err)

		secrets = append(secrets, "code-of-consent-1", "document-key")
		said.WriteString(r.log.String())
		text := said.String()
		assert.Contains(t, text, "get_order_list", "the log was written")
		for _, secret := range secrets {
			require.GreaterOrEqual(t, len(secret), 10)
			assert.NotContains(t, text, secret)
			assert.NotContains(t, text, fmt.Sprintf("%x", secret))
		}
		assert.NotContains(t, text, "sign=")
		assert.NotContains(t, text, "app_secret=")
		assert.Empty(t, Secret("").String())
	})
}
