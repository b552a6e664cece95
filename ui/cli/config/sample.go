package config

import (
	"fmt"
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"
)

// sampleWidth is the width to which the sample's comments are broken.
const sampleWidth = 100

// Sample is a whole configuration file in which every key stands commented out with its default or an example.
func Sample() string {
	var b strings.Builder
	b.WriteString(comment("packdesk's configuration. Every key is shown with its default or an example; take the # away to use it. " +
		"Each can also be set by an environment variable, which wins over this file: the name stands behind the key. " +
		"A flag wins over both. `packdesk config check` reads this file and names what is wrong in it."))
	section := ""
	for _, k := range Keys() {
		head, last := split(k.Path)
		if head != section {
			section = head
			fmt.Fprintf(&b, "\n# [%s]\n", sampleWords(head))
		}
		b.WriteString("\n")
		b.WriteString(comment(k.Words))
		fmt.Fprintf(&b, "# %s = %s  # %s\n", last, k.sample(), k.Variable())
	}
	return b.String()
}

// split parts a key's path into its table and its name.
func split(path string) (table, name string) {
	i := strings.LastIndexByte(path, '.')
	if i < 0 {
		return "", path
	}
	return path[:i], path[i+1:]
}

// sampleWords puts an example where a path stands for any word: <id> becomes id.
func sampleWords(path string) string { return strings.NewReplacer("<", "", ">", "").Replace(path) }

// sample is the key's value as TOML.
func (k *Key) sample() string {
	s := k.Sample
	if s == "" {
		s = k.Default
	}
	switch k.Kind {
	case Integer, Boolean:
		return s
	case List:
		var quoted []string
		for _, e := range strings.Split(s, ",") {
			quoted = append(quoted, strconv.Quote(strings.TrimSpace(e)))
		}
		return "[" + strings.Join(quoted, ", ") + "]"
	case Text, Duration:
	}
	return strconv.Quote(s)
}

// comment breaks text into comment lines.
func comment(text string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(lipgloss.Wrap(text, sampleWidth-2, ""), "\n") {
		b.WriteString("# " + strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}
