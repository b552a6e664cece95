package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"

	"packdesk/fulfillment"
)

// FileTokens keeps tokens in a folder, one file per account that only the user may read (mode 0600 in a folder of mode
// 0700).
type FileTokens struct{ Dir string }

// tokenRecord is a token on disk.
type tokenRecord struct {
	Access       string   `json:"access_token"`
	Refresh      string   `json:"refresh_token"`
	AccessUntil  int64    `json:"access_until"` // Unix seconds.
	RefreshUntil int64    `json:"refresh_until"`
	OpenID       string   `json:"open_id"`
	Seller       string   `json:"seller"`
	Region       string   `json:"region"`
	UserType     int      `json:"user_type"`
	Scopes       []string `json:"scopes"`
}

func errNoToken(account string) error {
	return fmt.Errorf("the shop account %q is not connected; authorise it first: %w", fulfillment.Clean(account), fulfillment.ErrNotFound)
}

// Load reads the token of an account. A file that others may read is refused: its secrets may be known already.
func (f FileTokens) Load(_ context.Context, account string) (Token, error) {
	path := f.path(account)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Token{}, errNoToken(account)
	case err != nil:
		return Token{}, fmt.Errorf("read the shop's token: %w", err)
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		return Token{}, fmt.Errorf("%s can be read by other users of this computer (mode %04o); connect the shop again, or run chmod 600 on it "+
			"if you are sure that nobody did: %w", path, info.Mode().Perm(), fulfillment.ErrUnauthorised)
	}
	b, err := os.ReadFile(path) //nolint:gosec // G304: a path of our own.
	if err != nil {
		return Token{}, fmt.Errorf("read the shop's token: %w", err)
	}
	var r tokenRecord
	if err := json.Unmarshal(b, &r); err != nil || r.Access == "" {
		return Token{}, fmt.Errorf("%s is damaged; connect the shop again: %w", path, fulfillment.ErrUnauthorised)
	}
	return Token{
		Access: Secret(r.Access), Refresh: Secret(r.Refresh), AccessUntil: unix(r.AccessUntil), RefreshUntil: unix(r.RefreshUntil),
		OpenID: r.OpenID, Seller: r.Seller, Region: r.Region, UserType: r.UserType, Scopes: r.Scopes,
	}, nil
}

// Save writes the token of an account beside the old one and then puts it into its place.
func (f FileTokens) Save(_ context.Context, account string, t Token) error {
	b, err := json.MarshalIndent(tokenRecord{
		Access: t.Access.Reveal(), Refresh: t.Refresh.Reveal(), AccessUntil: seconds(t.AccessUntil), RefreshUntil: seconds(t.RefreshUntil),
		OpenID: t.OpenID, Seller: t.Seller, Region: t.Region, UserType: t.UserType, Scopes: t.Scopes,
	}, "", "  ")
	if err != nil {
		return fmt.Errorf("write the shop's token: %w", err)
	}
	if err := replaceFile(f.path(account), b); err != nil {
		return fmt.Errorf("write the shop's token: %w", err)
	}
	return nil
}

// Lock keeps all others out, by a file beside the token's.
func (f FileTokens) Lock(ctx context.Context, account string) (unlock func(), err error) {
	if err := os.MkdirAll(f.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("lock the shop's token: %w", err)
	}
	type locked struct {
		unlock func()
		err    error
	}
	got := make(chan locked, 1)
	go func() { // The system's locks know no context.
		unlock, err := lockPrivate(f.path(account) + ".lock")
		got <- locked{unlock, err}
	}()
	select {
	case l := <-got:
		if l.err != nil {
			return nil, fmt.Errorf("lock the shop's token: %w", l.err)
		}
		return l.unlock, nil
	case <-ctx.Done():
		go func() {
			if l := <-got; l.err == nil {
				l.unlock()
			}
		}()
		return nil, fmt.Errorf("lock the shop's token: %w", ctx.Err())
	}
}

// lockPrivate waits for the lock at path, a file of mode 0600: what another user can open, he can hold for ever.
func lockPrivate(path string) (unlock func(), err error) {
	file, err := lockedfile.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil { // It may have been there with another mode.
		return nil, errors.Join(err, file.Close())
	}
	return func() { _ = file.Close() }, nil // Closing lets go of the lock in any case.
}

// Accounts lists the accounts that have a token.
func (f FileTokens) Accounts() ([]string, error) {
	paths, err := filepath.Glob(filepath.Join(f.Dir, "*"+tokenSuffix))
	if err != nil {
		return nil, fmt.Errorf("list the shop's tokens: %w", err)
	}
	var accounts []string
	for _, p := range paths {
		b, err := os.ReadFile(p) //nolint:gosec // G304: a path of our own.
		if err != nil {
			return nil, fmt.Errorf("list the shop's tokens: %w", err)
		}
		var r tokenRecord
		if err := json.Unmarshal(b, &r); err != nil {
			return nil, fmt.Errorf("%s is damaged; connect the shop again: %w", p, fulfillment.ErrUnauthorised)
		}
		accounts = append(accounts, r.OpenID)
	}
	return accounts, nil
}

// Remove forgets the token of an account; one that is not there is no error.
func (f FileTokens) Remove(account string) error {
	if err := os.Remove(f.path(account)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("forget the shop's token: %w", err)
	}
	return nil
}

const tokenSuffix = ".token.json"

// path is the file of an account. Ids that are no safe file names are replaced by a digest.
func (f FileTokens) path(account string) string {
	name := account
	if name == "" || len(name) > 64 || strings.Trim(name, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_") != "" {
		sum := sha256.Sum256([]byte(account))
		name = "x" + hex.EncodeToString(sum[:12])
	}
	return filepath.Join(f.Dir, name+tokenSuffix)
}

// replaceFile writes a file that only the user may read, wholly or not at all, and durably.
func replaceFile(path string, b []byte) (err error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err //nolint:wrapcheck // Worded by the caller.
	}
	tmp, err := os.CreateTemp(dir, ".token-*") // Mode 0600.
	if err != nil {
		return err //nolint:wrapcheck // Worded by the caller.
	}
	defer func() {
		if err != nil {
			tmp.Close()           //nolint:errcheck,gosec // The first error says more.
			os.Remove(tmp.Name()) //nolint:errcheck,gosec // As above.
		}
	}()
	if _, err = tmp.Write(b); err != nil {
		return err //nolint:wrapcheck // Worded by the caller.
	}
	if err = tmp.Sync(); err != nil {
		return err //nolint:wrapcheck // Worded by the caller.
	}
	if err = tmp.Close(); err != nil {
		return err //nolint:wrapcheck // Worded by the caller.
	}
	return os.Rename(tmp.Name(), path) //nolint:wrapcheck // Worded by the caller.
}

func unix(s int64) time.Time {
	if s <= 0 {
		return time.Time{}
	}
	return time.Unix(s, 0).UTC()
}

func seconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}
