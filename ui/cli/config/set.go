package config

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/knadh/koanf/parsers/toml/v2"
)

// Set writes texts under a table of the file at path and leaves everything else in it as it is, comments too; an empty
// text takes its key away. A file that is not there is made. One that is no TOML, before or after, stays as it is.
func Set(path, table string, values map[string]string) error {
	data, err := readSmall(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if _, err := toml.Parser().Unmarshal(data); err != nil {
		return errors.New(broken(path, err).String())
	}
	text := setIn(string(data), table, values)
	if _, err := toml.Parser().Unmarshal([]byte(text)); err != nil {
		return fmt.Errorf("%s: write [%s] by hand, it stands there in a form of its own: %w", path, table, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return replace(path, text)
}

// setIn gives the file's text with the values in its table.
func setIn(text, table string, values map[string]string) string {
	var out, added []string
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if values[key] != "" {
			added = append(added, key+" = "+strconv.Quote(values[key]))
		}
	}
	inside, found := false, false
	for _, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		bare := strings.TrimSpace(line)
		if strings.HasPrefix(bare, "[") {
			name, _, _ := strings.Cut(strings.TrimPrefix(bare, "["), "]")
			inside = strings.TrimSpace(name) == table
		}
		key, _, isKey := strings.Cut(bare, "=")
		if _, ours := values[strings.TrimSpace(key)]; inside && isKey && ours {
			continue
		}
		out = append(out, line)
		if inside && !found && strings.HasPrefix(bare, "[") {
			found = true
			out = append(out, added...)
		}
	}
	if !found {
		out = append(append(out, "", "["+table+"]"), added...)
	}
	return strings.TrimLeft(strings.Join(out, "\n"), "\n") + "\n"
}

// replace writes the file beside its place and moves it there.
func replace(path, text string) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".config-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // Gone already when all went well.
	_, err = f.WriteString(text)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
