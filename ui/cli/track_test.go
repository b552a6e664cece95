package cli

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/carriers"
	"packdesk/carriers/fleet"
	"packdesk/carriers/sim"
	"packdesk/store"
	"packdesk/store/storetest"
	"packdesk/ui/cli/config"
)

// outside is a program in a folder of its own, configured for simulated carriers.
type outside struct {
	world   *sim.World
	environ []string
	now     time.Time
}

func newOutside(t *testing.T, names ...string) *outside {
	t.Helper()
	o := &outside{now: time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)}
	limits := map[string]sim.Limit{}
	for _, name := range config.CarrierNames() {
		limits[name] = sim.Limit{PerSecond: 1000, PerDay: 500}
	}
	o.world = sim.New(sim.Options{Now: func() time.Time { return o.now }, TokenLife: 1000 * time.Hour, Limits: limits})
	server := httptest.NewServer(o.world)
	t.Cleanup(server.Close)
	dir := t.TempDir()
	o.environ = []string{"PACKDESK_DATA=" + dir, "PACKDESK_CONFIG=" + filepath.Join(dir, "config.toml"), "PACKDESK_LANG=en"}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "config.toml"), nil, 0o600))
	for name, c := range o.world.Configs(server.URL) {
		if !slices.Contains(names, name) {
			continue
		}
		prefix := "PACKDESK_CARRIERS_" + strings.ToUpper(name) + "_"
		o.environ = append(o.environ, prefix+"BASE_URL="+c.BaseURL, prefix+"KEY="+c.Key, prefix+"SECRET="+c.Secret, prefix+"ACCOUNT="+c.Account,
			prefix+"PER_SECOND=1000", prefix+"PER_DAY=500", prefix+"REGISTER=true")
	}
	return o
}

// run runs one command and returns its exit code with what it has written.
func (o *outside) run(t *testing.T, args ...string) (code int, out, says string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	p := &Program{Args: args, Environ: o.environ, In: strings.NewReader(""), Out: &stdout, Err: &stderr, Now: func() time.Time { return o.now }}
	code = p.Run(t.Context())
	return code, stdout.String(), stderr.String()
}

// objects reads NDJSON.
func objects(t *testing.T, out string) []map[string]any {
	t.Helper()
	var list []map[string]any
	for line := range strings.Lines(out) {
		var o map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &o), line)
		list = append(list, o)
	}
	return list
}

func TestEveryAdapterHasItsSection(t *testing.T) {
	t.Parallel()
	assert.Equal(t, fleet.Names(), config.CarrierNames())
}

func TestTrack(t *testing.T) {
	t.Parallel()
	o := newOutside(t, "ups", "fedex", "ems")
	fedex, ems, unknown := sim.Number(carriers.FedEx, 1), sim.Number(carriers.EMS, 2), sim.Number(carriers.UPS, 3)
	o.world.Add(sim.Parcel{Number: fedex, Life: sim.Lives()[0], Born: o.now.Add(-100 * time.Hour)}, sim.Parcel{Number: ems, Life: sim.Lives()[0], Born: o.now.Add(-33 * time.Hour)})
	code, out, says := o.run(t, "track", fedex, ems, unknown, "--json", "--lang", "zh")
	assert.Equal(t, exitPartly, code, says)
	list := objects(t, out)
	require.Len(t, list, 3)
	assert.Equal(t, []any{fedex, "fedex", "delivered"}, []any{list[0]["number"], list[0]["carrier"], list[0]["status"]})
	at := list[0]["delivered_at"].(map[string]any)
	assert.Equal(t, "2026-11-18T18:00:00Z", at["at"])
	events := list[0]["events"].([]any)
	first := events[0].(map[string]any)
	for _, field := range []string{"at", "local", "zone", "code_set", "code", "status", "text", "text_en", "text_zh", "place", "effect"} {
		assert.Contains(t, first, field)
	}
	assert.True(t, han(first["text_zh"].(string)))
	assert.Contains(t, list[0]["links"].([]any)[0].(map[string]any)["url"], "locale=zh_CN")
	assert.Equal(t, "in_transit", list[1]["status"])
	assert.Equal(t, "not_found", list[2]["error"].(map[string]any)["kind"])
	assert.Equal(t, "unknown", list[2]["status"])
	code, _, _ = o.run(t, "track", unknown)
	assert.Equal(t, exitNotFound, code)
	code, out, _ = o.run(t, "track", fedex, "--site", "amazon", "--order", "123-1234567-1234567")
	assert.Equal(t, exitDone, code)
	assert.Contains(t, out, "orderID=123-1234567-1234567")
	code, _, _ = o.run(t, "track", fedex, "--carrier", "nobody at all")
	assert.Equal(t, exitUsage, code)
	code, out, says = o.run(t, "track", fedex, " - ", "--save")
	assert.Equal(t, exitUsage, code)
	assert.Empty(t, out, "nobody is asked about the others either")
	assert.Contains(t, says, "neither letters nor digits")
	code, _, says = o.run(t, "track", strings.Repeat("1", 100_000))
	assert.Equal(t, exitUsage, code, "nobody is asked for the beginning of it")
	assert.Less(t, len(says), 200)
	_, _, says = o.run(t, "track", fedex, "--carrier", "nobody at all")
	assert.Contains(t, says, "evri", "whom one may name")
	_, out, _ = o.run(t, "track", unknown, "--lang", "zh")
	assert.Contains(t, out, "UPS 还查不到该单号")
	assert.NotContains(t, out, "does not know")
}

func TestDetectSaysWhatIsNoNumber(t *testing.T) {
	t.Parallel()
	o := newOutside(t)
	for typed, says := range map[string]string{
		"":                        `"" is no tracking number: it has neither letters nor digits`,
		"\x1b]52;c;eA==\a\u202e":  `"" is no tracking number: it has neither letters nor digits`,
		strings.Repeat("7", 3000): "more than 60 letters and digits",
		"123":                     "123  no known form",
		"47O8OO2O4932":            "is 470800204932 meant?",
	} {
		code, out, _ := o.run(t, "carriers", "detect", typed)
		assert.Equal(t, exitNotFound, code, "%.20q", typed)
		assert.Contains(t, out, says, "%.20q", typed)
		assert.Less(t, len(out), 200)
	}
}

func TestANumberGivenTwiceIsAskedForOnce(t *testing.T) {
	t.Parallel()
	o := newOutside(t, "ups")
	number := sim.Number(carriers.UPS, 1)
	o.world.Add(sim.Parcel{Number: number, Life: sim.Lives()[0], Born: o.now.Add(-30 * time.Hour)})
	for _, save := range []string{"--json", "--save", "--quiet"} { // Looked up, saved, and followed.
		before := o.world.Stats("ups").Today
		code, out, says := o.run(t, "track", number, strings.ToLower(number), number, number[:2]+" "+number[2:], "--json", save)
		require.Equal(t, exitDone, code, says)
		list := objects(t, out)
		require.Len(t, list, 4)
		for _, x := range list {
			assert.Equal(t, "in_transit", x["status"], save)
		}
		assert.Equal(t, before+1, o.world.Stats("ups").Today, save)
	}
}

func TestANumberThatAnotherProcessAsksAbout(t *testing.T) {
	t.Parallel()
	o := newOutside(t, "ups")
	number := sim.Number(carriers.UPS, 1)
	s := storetest.At(t, filepath.Join(strings.TrimPrefix(o.environ[0], "PACKDESK_DATA="), databaseName))
	require.NoError(t, s.SaveFollowed(t.Context(), store.Followed{
		ID: number, Number: number, Carrier: "ups", Source: "ups", Status: "unknown", Rank: carriers.RankLast, NextAt: o.now,
	}))
	claimed, err := parcelLedger{s}.Claim(t.Context(), carriers.Claim{Source: "ups", Now: o.now, Until: o.now.Add(time.Minute), Limit: 5})
	require.NoError(t, err)
	require.Len(t, claimed, 1)
	code, out, _ := o.run(t, "track", number, "--json")
	assert.Equal(t, exitTryLater, code)
	assert.Contains(t, objects(t, out)[0]["error"].(map[string]any)["message"], "another packdesk is asking")
}

func TestPollFollowsWhatIsSaved(t *testing.T) {
	t.Parallel()
	o := newOutside(t, "ups")
	number := sim.Number(carriers.UPS, 1)
	o.world.Add(sim.Parcel{Number: number, Life: sim.Lives()[0], Born: o.now})
	code, out, says := o.run(t, "track", number, "--save", "--json")
	require.Equal(t, exitDone, code, says)
	assert.Equal(t, "label_created", objects(t, out)[0]["status"])
	code, out, _ = o.run(t, "poll", "--once", "--json")
	assert.Equal(t, exitDone, code)
	assert.Empty(t, out, "it has just been asked about")
	o.now = o.now.Add(8 * time.Hour)
	code, out, says = o.run(t, "poll", "--once", "--json")
	require.Equal(t, exitDone, code, says)
	list := objects(t, out)
	require.Len(t, list, 1)
	assert.Equal(t, []any{number, "in_transit"}, []any{list[0]["number"], list[0]["status"]})
	code, out, _ = o.run(t, "carriers", "list", "--json")
	assert.Equal(t, exitDone, code)
	for _, k := range objects(t, out) {
		if k["name"] == "ups" {
			assert.InDelta(t, 2, k["used"], 0, "the count outlives the process")
			assert.InDelta(t, 498, k["left"], 0)
		}
	}
}

func TestARefusedKeyIsSaidPlainly(t *testing.T) {
	t.Parallel()
	o := newOutside(t, "ups", "ems")
	good := slices.Clone(o.environ)
	o.environ = append(o.environ, "PACKDESK_CARRIERS_UPS_SECRET=wrong")
	code, out, _ := o.run(t, "carriers", "check", "--json")
	assert.Equal(t, exitPartly, code)
	says := map[string]map[string]any{}
	for _, k := range objects(t, out) {
		says[k["name"].(string)] = k
	}
	require.ElementsMatch(t, []string{"ups", "ems"}, slices.Collect(maps.Keys(says)))
	assert.Equal(t, "takes our key", says["ems"]["says"])
	assert.Equal(t, "unauthorised", says["ups"]["why"])
	assert.Contains(t, says["ups"]["says"], "refuses the key")
	assert.Contains(t, says["ups"]["says"], "carriers.ups")
	assert.NotNil(t, says["ups"]["rests_until"])
	code, out, _ = o.run(t, "track", sim.Number(carriers.UPS, 1), "--json")
	assert.Equal(t, exitUnauthorised, code, "the rest outlives the process")
	assert.Contains(t, out, "refuses the key")
	o.environ = good
	code, out, _ = o.run(t, "carriers", "check")
	assert.Equal(t, exitDone, code, out)
}

func TestKeysInFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	mine, open := filepath.Join(dir, "mine"), filepath.Join(dir, "open")
	require.NoError(t, os.WriteFile(mine, []byte(" secret \n"), 0o600))
	require.NoError(t, os.WriteFile(open, []byte("secret"), 0o644))
	p := &Program{}
	p.loaded.Carriers = map[string]config.Carrier{"ups": {KeyFile: mine, PerSecond: "2.5"}, "dhl": {KeyFile: open}, "ems": {KeyFile: filepath.Join(dir, "none")}}
	configs, wrong := p.carrierConfigs()
	assert.Equal(t, "secret", configs["ups"].Key)
	assert.InDelta(t, 2.5, configs["ups"].PerSecond, 0)
	assert.ErrorContains(t, wrong["dhl"], "chmod 600")
	require.ErrorIs(t, wrong["ems"], os.ErrNotExist)
	assert.NotContains(t, configs, "dhl")
}
