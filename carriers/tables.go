package carriers

import (
	"embed"
	"encoding/csv"
	"fmt"
	"strings"
	"sync"
)

// data is what packdesk knows of carriers' codes, numbers and pages. Sources and licences: data/NOTICE.
//
//go:embed data
var data embed.FS

// Meaning is one row of the code tables.
type Meaning struct {
	English string
	Chinese string
	Status  Status // Unknown for codes that only inform or revoke.
	Reason  Reason
	Effect  Effect
	Cancels []string // The codes of the same set that a revoking event takes back; empty when the table does not say.
}

// In is the meaning in a packer's language; English where the language is none of ours.
func (m Meaning) In(lang Lang) string { return label{m.English, m.Chinese}.in(lang) }

type label struct{ en, zh string }

func (l label) in(lang Lang) string {
	if lang == Chinese {
		return l.zh
	}
	return l.en
}

type reasonRow struct {
	label
	needsAction bool
}

type phrase struct {
	service, lang, text string
	prefix              bool
	meaning             Meaning
}

type tableSet struct {
	codes    map[Key]Meaning
	statuses map[Status]label
	reasons  map[Reason]reasonRow
	phrases  map[string][]phrase // By table, longest text first.
}

// tables reads the tables when the first meaning is asked for: most commands never ask. The data are part of the
// program, so a mistake in them is a mistake of ours, and a test reads every row.
var tables = sync.OnceValue(func() *tableSet {
	t, err := loadTables()
	if err != nil {
		panic(fmt.Sprintf("carriers: the tables inside this program are damaged: %v", err))
	}
	return t
})

// Lookup returns what a code means. ok is false for a code that is in no table.
func Lookup(k Key) (m Meaning, ok bool) {
	if k.Set == phraseSet {
		return phraseMeaning(k)
	}
	m, ok = tables().codes[k]
	return m, ok
}

func loadTables() (*tableSet, error) {
	t := &tableSet{
		codes: make(map[Key]Meaning, 2400), statuses: map[Status]label{}, reasons: map[Reason]reasonRow{},
		phrases: map[string][]phrase{},
	}
	if err := readRows("normalised-statuses.csv", func(r row) error {
		t.statuses[Status(r.of("status"))] = label{r.of("label_en"), r.of("label_zh")}
		return nil
	}); err != nil {
		return nil, err
	}
	if err := readRows("reason-codes.csv", func(r row) error {
		t.reasons[Reason(r.of("reason"))] = reasonRow{label{r.of("label_en"), r.of("label_zh")}, r.of("needs_action") == "yes"}
		return nil
	}); err != nil {
		return nil, err
	}
	if err := readRows("status-codes.csv", func(r row) error {
		m, err := meaningOf(t, r)
		t.codes[Key{r.of("carrier"), r.of("code_set"), r.of("code")}] = m
		return err
	}); err != nil {
		return nil, err
	}
	return t, t.loadPhrases()
}

// meaningOf reads the columns that code and phrase tables share.
func meaningOf(t *tableSet, r row) (Meaning, error) {
	m := Meaning{English: r.of("meaning_en"), Chinese: r.of("meaning_zh"), Reason: Reason(r.of("reason")), Effect: EffectState}
	if _, ok := t.reasons[m.Reason]; !ok && m.Reason != ReasonNone {
		return m, fmt.Errorf("unknown reason %q", m.Reason)
	}
	switch status := r.of("normalised"); status {
	case string(EffectInfo), string(EffectRevokes):
		m.Status, m.Effect = StatusUnknown, Effect(status)
	default:
		m.Status = Status(status)
		if _, ok := t.statuses[m.Status]; !ok {
			return m, fmt.Errorf("unknown status %q", status)
		}
	}
	if list, found := strings.CutPrefix(r.of("note"), "cancels "); found {
		m.Cancels = strings.Split(list, "/")
	}
	return m, nil
}

// row is a record of a CSV file with its columns' names.
type row struct {
	columns map[string]int
	cells   []string
}

func (r row) of(column string) string {
	i, ok := r.columns[column]
	if !ok {
		return ""
	}
	return r.cells[i]
}

// readRows calls fn for each record of an embedded CSV file, whose first record names the columns.
func readRows(name string, fn func(row) error) error {
	f, err := data.Open("data/" + name)
	if err != nil {
		return fmt.Errorf("open %s: %w", name, err)
	}
	defer f.Close() //nolint:errcheck // An embedded file is memory; closing it cannot fail.
	r := csv.NewReader(f)
	head, err := r.Read()
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	columns := make(map[string]int, len(head))
	for i, c := range head {
		columns[c] = i
	}
	records, err := r.ReadAll()
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	for i, cells := range records {
		if err := fn(row{columns, cells}); err != nil {
			return fmt.Errorf("%s, record %d: %w", name, i+2, err)
		}
	}
	return nil
}
