package config

import (
	"cmp"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
)

// load writes text to a file and loads it. Problems come back with the file's name left out of their place.
func load(t *testing.T, text string, s Source) (Loaded, []string) {
	t.Helper()
	s.File = filepath.Join(t.TempDir(), "config.toml")
	require.NoError(t, os.WriteFile(s.File, []byte(text), 0o600))
	l, err := Load(s)
	require.NoError(t, err)
	var says []string
	for _, p := range l.Problems {
		says = append(says, strings.ReplaceAll(p.String(), s.File, "config.toml"))
	}
	return l, says
}

func TestLaterSourcesWin(t *testing.T) {
	t.Parallel()
	const file = "lang = \"zh\"\nstation = \"bench-1\"\noperator = \"Sam Sample\"\n[ui]\nmouse = false\nstale = \"90m\"\n" +
		"[shop.Main-1]\nname = \"Sample Home\"\nzone = \"Europe/London\"\n[couriers]\n"
	l, problems := load(t, file, Source{
		Environ: []string{
			"PACKDESK_STATION=bench-2", "PACKDESK_OPERATOR=Ed Example", "PACKDESK_SHOP_MAIN_1_NAME=Example Tea", "PACKDESK_SHOP_OTHER_REGION=US",
			"PACKDESK_IMPORT_MAX_REJECTIONS=7", "PACKDESK_CONFIG=elsewhere.toml", "PACKDESK_THEME=", "HOME=/nowhere", "PACKDESK_UI_MOUSE=true",
		},
		Flags: map[string]string{"operator": "Tess Test"},
	})
	assert.Equal(t, []string{"config.toml:10: couriers: no such key"}, problems)
	assert.True(t, l.Found)
	assert.Empty(t, l.Fatal(), "an unknown key stops nobody")
	assert.Equal(t, "zh", l.Lang)
	assert.Equal(t, "auto", l.Theme, "the default")
	assert.Equal(t, "bench-2", l.Station)
	assert.Equal(t, "Tess Test", l.Operator)
	assert.Equal(t, 7, l.Import.MaxRejections)
	assert.Equal(t, UI{Mouse: true, Stale: 90 * time.Minute}, l.UI)
	assert.Equal(t, map[string]Shop{"Main-1": {Name: "Example Tea", Zone: "Europe/London"}, "other": {Region: "US"}}, l.Shops)
}

func TestNoFileIsNoProblem(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"", filepath.Join(t.TempDir(), "none.toml")} {
		l, err := Load(Source{File: path})
		require.NoError(t, err)
		assert.False(t, l.Found)
		assert.Empty(t, l.Problems)
		assert.Equal(t, 20, l.Import.MaxRejections)
		assert.Equal(t, fulfillment.PolicyGuide, func() string { p := l.PolicyOf("any"); return p.Name }())
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		environ    []string
		says       []string
	}{
		{name: "unknown with a near one", text: "\nlanguag = \"en\"\nlnag = \"en\"\n", says: []string{
			"config.toml:2: languag: no such key", "config.toml:3: lnag: no such key; is lang meant?",
		}},
		{name: "unknown in a table", text: "[shop.main]\nname = \"S\"\nzome = \"Europe/London\"\n", says: []string{
			"config.toml:3: shop.main.zome: no such key; is shop.main.zone meant?",
		}},
		{name: "unknown in an inline table", text: "lang = \"en\"\nui = { mouse = true,\n zone = \"Europe/Londn\", moose = 1 }\n", says: []string{
			"config.toml:3: ui.moose: no such key; is ui.mouse meant?",
			"config.toml:3: ui.zone: there is no time zone \"Europe/Londn\"; use a name such as Europe/London",
		}},
		{name: "wrong types, all at once", text: "lang = 5\n[ui]\nmouse = \"perhaps\"\nstale = \"-5h\"\n[import]\nmax_rejections = 2.5\n", says: []string{
			"config.toml:1: lang: wants a text in quotes, not 5",
			"config.toml:3: ui.mouse: wants true or false, not \"perhaps\"",
			"config.toml:4: ui.stale: wants a duration such as \"48h\" or \"90m\", not \"-5h\"",
			"config.toml:6: import.max_rejections: wants a whole number, not 2.5",
		}},
		{name: "values that make no sense", text: "lang = \"de\"\nui.zone = \"Local\"\nimport.max_rejections = -1\nshop.a.region = \"gb\"\n", says: []string{
			"config.toml:1: lang: wants one of en, zh, not \"de\"",
			"config.toml:2: ui.zone: there is no time zone \"Local\"; use a name such as Europe/London",
			"config.toml:3: import.max_rejections: wants a number from 0 to 1000, not -1",
			"config.toml:4: shop.a.region: wants a country's two capital letters such as GB, not \"gb\"",
		}},
		{name: "a name with a dot", text: "[shop.\"a b\"]\nname = \"S\"\n", says: []string{
			"config.toml:2: shop.a b.name: \"a b\" is no name: letters, digits, - and _ are",
		}},
		{name: "no TOML", text: "lang = \"en\"\ntheme = dark\n", says: []string{"config.toml:2:9: not TOML: unexpected character U+0064 'd' at start of value"}},
		{name: "a key twice", text: "lang = \"en\"\nlang = \"zh\"\n", says: []string{"config.toml:2:1: not TOML: key lang is already defined"}},
		{name: "a variable", environ: []string{"PACKDESK_LANG=fr", "PACKDESK_COLOUR=red"}, says: []string{
			"PACKDESK_COLOUR: colour: no such key", "PACKDESK_LANG: lang: wants one of en, zh, not \"fr\"",
		}},
		{
			name: "a policy", text: "[policy.mine]\nbase = \"uk-2042\"\npack = \"two days\"\nholidays = [\"uk\", \"soon\"]\n[shop.a]\npolicy = \"mien\"\n",
			says: []string{
				"config.toml:2: policy.mine.base: there is no policy \"uk-2042\"; there are guide-48-72, uk-2024, sea-crossborder, us, vn",
				"config.toml:3: policy.mine.pack: \"two days\" is no span such as 48h, 3d or 2wd",
				"config.toml:4: policy.mine.holidays: \"soon\" is neither a day such as 2026-12-24 nor one of uk, us, vn",
				"config.toml:6: shop.a.policy: there is no policy \"mien\"; there are guide-48-72, uk-2024, sea-crossborder, us, vn, mine",
			},
		},
		{name: "a built-in's name", text: "policy.us.pack = \"1wd\"\n", says: []string{
			"config.toml:1: policy.us: that is the name of a built-in policy; choose another",
		}},
		{name: "a table where a value belongs", text: "[lang]\n[theme.dark]\nx = 1\n", says: []string{
			"config.toml:1: lang: wants a text in quotes, not map[]", "config.toml:3: theme.dark.x: no such key",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l, says := load(t, c.text, Source{Environ: c.environ})
			assert.ElementsMatch(t, c.says, says)
			for _, p := range l.Problems {
				assert.Equal(t, strings.Contains(p.Says, "no such key"), p.Mild, p)
			}
		})
	}
}

func TestUnreadableFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, err := Load(Source{File: dir})
	require.ErrorContains(t, err, "is a folder")
	long := filepath.Join(dir, "long.toml")
	require.NoError(t, os.WriteFile(long, nil, 0o600))
	require.NoError(t, os.Truncate(long, maxFile+1))
	_, err = Load(Source{File: long})
	require.ErrorContains(t, err, "has at most 1048576")
}

func TestPolicies(t *testing.T) {
	t.Parallel()
	l, problems := load(t, "[policy.mine]\nbase = \"uk-2024\"\npack = \"1wd\"\nend_of_day = false\nremorse = \"0\"\n"+
		"[shop.a]\npolicy = \"mine\"\n[shop.b]\npolicy = \"us\"\n", Source{})
	require.Empty(t, problems)
	mine := l.PolicyOf("a")
	assert.Equal(t, "mine", mine.Name)
	assert.Equal(t, fulfillment.WorkingDays(1), mine.Pack)
	assert.Equal(t, fulfillment.WorkingDays(3), mine.Handover, "from its base")
	assert.False(t, mine.EndOfDay)
	assert.Zero(t, mine.Remorse)
	other := l.PolicyOf("b")
	assert.Equal(t, "us", other.Name)
	third := l.PolicyOf("c")
	assert.Equal(t, fulfillment.PolicyGuide, third.Name)
}

func TestEnvironmentNames(t *testing.T) {
	t.Parallel()
	for path, name := range map[string]string{
		"carriers.dhl.base_url":       "PACKDESK_CARRIERS_DHL_BASE_URL",
		"import.max_rejections":       "PACKDESK_IMPORT_MAX_REJECTIONS",
		"shop.main-1.name":            "PACKDESK_SHOP_MAIN_1_NAME",
		"policy.x.cancel_uncollected": "PACKDESK_POLICY_X_CANCEL_UNCOLLECTED",
	} {
		assert.Equal(t, name, Env(path))
	}
}

// TestEverySettingHasItsKey compares the table with the fields that it fills.
func TestEverySettingHasItsKey(t *testing.T) {
	t.Parallel()
	var want []string
	var walk func(t reflect.Type, tag, prefix string)
	walk = func(t reflect.Type, tag, prefix string) {
		for i := range t.NumField() {
			f := t.Field(i)
			name := f.Tag.Get(tag)
			switch {
			case name == "" || name == "name" && prefix == "policy.<name>.":
			case f.Type.Kind() == reflect.Struct:
				walk(f.Type, tag, prefix+name+".")
			case f.Type.Kind() == reflect.Map:
				walk(f.Type.Elem(), tag, prefix+name+"."+cmp.Or(map[string]string{"carriers": "<dhl>"}[name], "<id>")+".")
			default:
				want = append(want, prefix+name)
			}
		}
	}
	walk(reflect.TypeFor[Config](), "koanf", "")
	walk(reflect.TypeFor[fulfillment.PolicySpec](), "json", "policy.<name>.")
	var have []string
	for _, k := range Keys() {
		have = append(have, k.Path)
		assert.NotEmpty(t, k.Words, k.Path)
		assert.True(t, k.Default != "" || k.Sample != "", "%s has nothing to show in the sample", k.Path)
	}
	assert.ElementsMatch(t, want, have)
}

// TestSampleHoldsOnceUncommented takes every # away that stands before a key: the sample must then be right in itself.
func TestSampleHoldsOnceUncommented(t *testing.T) {
	t.Parallel()
	sample := Sample()
	_, problems := load(t, sample, Source{})
	require.Empty(t, problems, "as it is written")
	_, keys := load(t, sample, Source{})
	require.Empty(t, keys)

	uncommented := regexp.MustCompile(`(?m)^# (\[[a-z.]+\]|[a-z_]+ = )`).ReplaceAllString(sample, "$1")
	l, problems := load(t, uncommented, Source{})
	require.Empty(t, problems)
	assert.Equal(t, "Sam Sample", l.Operator)
	assert.Equal(t, "Europe/London", l.Shops["id"].Zone)
	assert.Contains(t, l.policies, "name")
	for _, k := range Keys() {
		assert.Contains(t, sample, k.Variable())
	}
	for line := range strings.SplitSeq(sample, "\n") {
		assert.LessOrEqual(t, len(line), 160, line)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add("lang = \"en\"\n[shop.a]\nname = \"x\"\n")
	f.Add(Sample())
	f.Add("ui = { mouse = true, zone = 'UTC' }\n[[shop]]\na.b = [1, {c = 2}]\n")
	f.Fuzz(func(t *testing.T, text string) {
		file := filepath.Join(t.TempDir(), "c.toml")
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		l, err := Load(Source{File: file})
		if err != nil {
			t.Skip() // Files that cannot be merged are refused as a whole.
		}
		for _, p := range l.Problems {
			assert.NotEmpty(t, p.Says)
			assert.True(t, strings.HasPrefix(p.Where, file) || p.Where == "configuration", p.Where)
		}
	})
}

func TestCarriers(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "config.toml")
	require.NoError(t, os.WriteFile(file, []byte("[carriers.17track]\nkey_file = \"keys\"\nper_second = \"0.5\"\nregister = true\n[carriers.pigeon]\nkey = \"x\"\n"), 0o600))
	l, err := Load(Source{File: file, Environ: []string{"PACKDESK_CARRIERS_DHL_BASE_URL=http://127.0.0.1:1", "PACKDESK_CARRIERS_DHL_KEY=k"}})
	require.NoError(t, err)
	assert.Equal(t, Carrier{BaseURL: "http://127.0.0.1:1", Key: "k"}, l.Carriers["dhl"])
	assert.Equal(t, Carrier{KeyFile: "keys", PerSecond: "0.5", Register: true}, l.Carriers["17track"])
	assert.InDelta(t, 0.5, l.Carriers["17track"].Rate(), 0)
	require.Len(t, l.Problems, 1)
	assert.Contains(t, l.Problems[0].String(), "17track knows most others")
	assert.Empty(t, l.Fatal())
	l, err = Load(Source{Environ: []string{"PACKDESK_CARRIERS_UPS_PER_SECOND=fast"}})
	require.NoError(t, err)
	assert.Len(t, l.Fatal(), 1)
}
