package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sort"
	"strings"

	"github.com/knadh/koanf/maps"
	"github.com/knadh/koanf/parsers/toml/v2"
	gotoml "github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// maxFile bounds what is read: a configuration is a page or two, and a mistyped path may lead anywhere.
const maxFile = 1 << 20

// entry is one setting as it was found, and where.
type entry struct {
	path  string
	raw   any
	where string
}

// readFile returns the file's settings. found is false when there is no such file. A file that is no TOML comes back as
// one problem with its line; the error is for files that cannot be read at all.
func readFile(path string) (entries []entry, problems []Problem, found bool, err error) {
	if path == "" {
		return nil, nil, false, nil
	}
	data, err := readSmall(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, false, nil
	}
	if err != nil {
		return nil, nil, false, err
	}
	tree, err := toml.Parser().Unmarshal(data)
	if err != nil {
		return nil, []Problem{broken(path, err)}, true, nil
	}
	lines := linesOf(data)
	flat, _ := maps.Flatten(tree, nil, ".")
	for key, raw := range flat {
		entries = append(entries, entry{path: key, raw: raw, where: at(path, lines[key])})
	}
	sort.Slice(entries, func(i, j int) bool {
		a, b := lines[entries[i].path], lines[entries[j].path]
		return a < b || (a == b && entries[i].path < entries[j].path)
	})
	return entries, nil, true, nil
}

// readSmall reads a regular file of at most maxFile bytes.
func readSmall(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, fmt.Errorf("%s is a folder, not a configuration file", path)
	}
	if info.Size() > maxFile {
		return nil, fmt.Errorf("%s has %d bytes; a configuration file has at most %d", path, info.Size(), maxFile)
	}
	return os.ReadFile(path) //nolint:gosec // The user names the file.
}

func broken(path string, err error) Problem {
	var decode *gotoml.DecodeError
	if errors.As(err, &decode) {
		line, column := decode.Position()
		return Problem{Where: fmt.Sprintf("%s:%d:%d", path, line, column), Says: "not TOML: " + strings.TrimPrefix(decode.Error(), "toml: ")}
	}
	return Problem{Where: path, Says: "not TOML: " + err.Error()}
}

// linesOf maps every key and table of a valid document to the line where it stands, counted from 1.
func linesOf(data []byte) map[string]int {
	lines := map[string]int{}
	p := unstable.Parser{}
	p.Reset(data)
	var table string
	for p.NextExpression() {
		node := p.Expression()
		switch node.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = join("", node.Key(), &p, lines)
		case unstable.KeyValue:
			keyLines(table, node, &p, lines)
		default:
		}
	}
	return lines
}

// keyLines notes the line of a key and, where its value is an inline table, of the keys in it.
func keyLines(prefix string, node *unstable.Node, p *unstable.Parser, lines map[string]int) {
	path := join(prefix, node.Key(), p, lines)
	value := node.Value()
	if value.Kind != unstable.InlineTable {
		return
	}
	for it := value.Children(); it.Next(); {
		keyLines(path, it.Node(), p, lines)
	}
}

// join appends a dotted key to prefix and notes the line of each of its segments.
func join(prefix string, key unstable.Iterator, p *unstable.Parser, lines map[string]int) string {
	for key.Next() {
		if prefix != "" {
			prefix += "."
		}
		prefix += string(key.Node().Data)
		if _, ok := lines[prefix]; !ok {
			lines[prefix] = p.Shape(key.Node().Raw).Start.Line
		}
	}
	return prefix
}

// at is a place in a file as editors understand it.
func at(path string, line int) string {
	if line == 0 {
		return path
	}
	return fmt.Sprintf("%s:%d", path, line)
}
