package config

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/v2"

	"packdesk/fulfillment"
)

// Problem is one thing that is wrong with the configuration.
type Problem struct {
	Where string // What to mend: file and line, a variable's name or a flag.
	Key   string // Empty when the whole file is concerned.
	Says  string // What is wrong and what to do.
	Mild  bool   // The program runs without it: a key that nobody knows.
}

func (p Problem) String() string {
	if p.Key == "" {
		return p.Where + ": " + p.Says
	}
	return p.Where + ": " + p.Key + ": " + p.Says
}

// Source says where settings come from. Later fields win over earlier ones.
type Source struct {
	File    string            // The TOML file; it need not exist.
	Environ []string          // As os.Environ gives it; PACKDESK_… are read.
	Flags   map[string]string // What the command line set, by the key's path.

	KnownCarrier func(words string) bool // Whether there is a carrier of a name; nil believes all of them.
}

// Loaded is a configuration with what was found on the way to it.
type Loaded struct {
	Config
	Found    bool // The file exists.
	Problems []Problem
}

// Load merges the file, the environment and the flags, checks every value and builds the policies. Everything wrong is
// a Problem, all of them together; what is wrong is left out of the Config. The error is for a file that cannot be read.
func Load(s Source) (Loaded, error) {
	keys := Keys()
	file, problems, found, err := readFile(s.File)
	if err != nil {
		return Loaded{}, err
	}
	l := Loaded{Found: found, Problems: append(problems, openSecrets(s.File, file)...)}
	known := map[string]bool{}
	for _, e := range file {
		known[e.path] = true
	}
	merged := koanf.New(".")
	places := map[string]string{}
	layers := [][]entry{defaults(keys), file, fromEnviron(keys, known, s.Environ), fromFlags(s.Flags)}
	for _, layer := range layers {
		values, wrong := judge(keys, layer)
		l.Problems = append(l.Problems, wrong...)
		if err := merged.Load(confmap.Provider(values, "."), nil); err != nil {
			return Loaded{}, fmt.Errorf("merge the configuration: %w", err)
		}
		for _, e := range layer {
			places[e.path] = e.where
		}
	}
	var specs map[string]fulfillment.PolicySpec
	err = errors.Join(merged.Unmarshal("", &l.Config), merged.UnmarshalWithConf("policy", &specs, koanf.UnmarshalConf{Tag: "json"}))
	if err != nil {
		return Loaded{}, fmt.Errorf("read the configuration: %w", err)
	}
	l.Problems = append(l.Problems, l.build(specs, places)...)
	l.Problems = append(l.Problems, l.strangeCarriers(s.KnownCarrier, places)...)
	l.Problems = append(l.Problems, l.strangers(places)...)
	return l, nil
}

// Fatal returns the problems with which the program must not run.
func (l *Loaded) Fatal() []Problem {
	return slices.DeleteFunc(slices.Clone(l.Problems), func(p Problem) bool { return p.Mild })
}

// judge converts the values of one layer and reports those that are unknown or wrong.
func judge(keys []Key, layer []entry) (map[string]any, []Problem) {
	values := map[string]any{}
	var problems []Problem
	for _, e := range layer {
		key := find(keys, e.path)
		if key == nil {
			if table, ok := e.raw.(map[string]any); ok && len(table) == 0 && section(keys, e.path) {
				continue
			}
			says := "no such key"
			if n := near(keys, e.path); n != "" {
				says += "; is " + n + " meant?"
			}
			problems = append(problems, Problem{Where: e.where, Key: e.path, Says: says, Mild: true})
			continue
		}
		if word := oddName(key, e.path); word != "" {
			problems = append(problems, Problem{Where: e.where, Key: e.path, Says: fmt.Sprintf("%q is no name: letters, digits, - and _ are", word)})
			continue
		}
		v, err := key.value(e.raw)
		if err != nil {
			problems = append(problems, Problem{Where: e.where, Key: e.path, Says: err.Error()})
			continue
		}
		values[e.path] = v
	}
	return values, problems
}

func find(keys []Key, path string) *Key {
	for i := range keys {
		if keys[i].names(path) {
			return &keys[i]
		}
	}
	return nil
}

// section reports whether keys may stand below path, so that an empty table there means no harm.
func section(keys []Key, path string) bool {
	have := strings.Split(path, ".")
	for i := range keys {
		want := strings.Split(keys[i].Path, ".")
		if len(want) <= len(have) {
			continue
		}
		above := Key{Path: strings.Join(want[:len(have)], ".")}
		if above.names(path) {
			return true
		}
	}
	return false
}

// oddName returns the first word chosen by the user that is more than letters, digits, - and _; variables could not
// name it, and a dot in it would be read as two words.
func oddName(key *Key, path string) string {
	have, want := strings.Split(path, "."), strings.Split(key.Path, ".")
	for i := range want {
		if open(want[i]) && (have[i] == "" || strings.ContainsFunc(have[i], func(r rune) bool {
			return r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
		})) {
			return have[i]
		}
	}
	return ""
}

func defaults(keys []Key) []entry {
	var entries []entry
	for _, k := range keys {
		if k.Default != "" && !strings.Contains(k.Path, "<") {
			entries = append(entries, entry{path: k.Path, raw: k.Default, where: "default"})
		}
	}
	return entries
}

func fromFlags(flags map[string]string) []entry {
	var entries []entry
	for _, path := range slices.Sorted(maps.Keys(flags)) {
		entries = append(entries, entry{path: path, raw: flags[path], where: "--" + path})
	}
	return entries
}

// fromEnviron finds the key of each PACKDESK_ variable: one that the file uses, a fixed one, or one whose name the user
// chooses, then in lower case. An empty variable is one that is not set.
func fromEnviron(keys []Key, known map[string]bool, environ []string) []entry {
	var entries []entry
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, envPrefix) || name == FileVariable || value == "" {
			continue
		}
		entries = append(entries, entry{path: pathOf(keys, known, name), raw: value, where: name})
	}
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.where, b.where) })
	return entries
}

// FileVariable names the configuration file itself, as --config does. It is no key.
const FileVariable = envPrefix + "CONFIG"

func pathOf(keys []Key, known map[string]bool, name string) string {
	for _, path := range slices.Sorted(maps.Keys(known)) {
		if Env(path) == name {
			return path
		}
	}
	for i := range keys {
		if path, ok := keys[i].fromEnv(name); ok {
			return path
		}
	}
	return strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(name, envPrefix), "_", "."))
}

// fromEnv returns the path that a variable's name sets if it is this key's.
func (k *Key) fromEnv(name string) (path string, ok bool) {
	before, rest, isOpen := strings.Cut(k.Path, "<")
	if !isOpen {
		return k.Path, Env(k.Path) == name
	}
	_, after, _ := strings.Cut(rest, ">")
	head := Env(before)
	tail := strings.TrimPrefix(Env(after), envPrefix)
	if len(name) <= len(head)+len(tail) || !strings.HasPrefix(name, head) || !strings.HasSuffix(name, tail) {
		return "", false
	}
	return before + strings.ToLower(name[len(head):len(name)-len(tail)]) + after, true
}
