package config

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
)

func TestRulesOfAShop(t *testing.T) {
	t.Parallel()
	l, problems := load(t, "[pack]\nproof = false\nchecklist = true\nphoto = \"ask\"\nclaim = \"20m\"\n"+
		"[shop.a.pack]\nproof = true\nphoto = \"off\"\nany_number = true\n", Source{Environ: []string{"PACKDESK_SHOP_B_PACK_PRINT_BY_HAND=true"}})
	require.Empty(t, problems)
	assert.Equal(t, fulfillment.PackRules{Checklist: true, AnyNumber: true, ClaimFor: 20 * time.Minute}, l.RulesOf("a"), "its own, else those for all")
	assert.Equal(t, fulfillment.PackRules{NoProof: true, PrintByHand: true, Checklist: true, Photo: fulfillment.PhotoAsk, ClaimFor: 20 * time.Minute}, l.RulesOf("b"))
	none, _ := load(t, "", Source{})
	assert.Equal(t, fulfillment.PackRules{}, none.RulesOf("a"), "the default of the trade")
}

func TestCartonList(t *testing.T) {
	t.Parallel()
	l, problems := load(t, "[carton.l]\nname = \"Large\"\nsize = \"40x30x20\"\nempty = \"250 g\"\nmost = \"20\"\nshops = [\"uk\"]\ncarriers = [\"ups\"]\n"+
		"[carton.s]\nsize = \"200x150x100 mm\"\n", Source{})
	require.Empty(t, problems)
	assert.Equal(t, []fulfillment.Carton{
		{ID: "s", Size: fulfillment.Size{Length: 200, Width: 150, Height: 100}},
		{
			ID: "l", Name: "Large", Size: fulfillment.Size{Length: 400, Width: 300, Height: 200}, Empty: 250, Most: 20_000,
			Shops: []string{"uk"}, Carriers: []string{"ups"},
		},
	}, l.CartonList(), "the smallest first")
}

func TestScannerSetting(t *testing.T) {
	t.Parallel()
	l, problems := load(t, "[scanner]\nprefix = \"stx\"\npause_ends = true\nprefix_only = true\nmin_length = 5\nquiet = \"50ms\"\npace = \"150ms\"\nstall = \"2s\"\n", Source{})
	require.Empty(t, problems)
	assert.Equal(t, fulfillment.Scanner{
		Prefix: []string{"ctrl+b"}, PrefixOnly: true, PauseEnds: true, MinLength: 5, Quiet: 50 * time.Millisecond, Pace: 150 * time.Millisecond, Stall: 2 * time.Second,
	}, l.Scanner.Setting())
}

func TestProblemsOfTheBench(t *testing.T) {
	t.Parallel()
	_, says := load(t, "[scanner]\nprefix_only = true\nquiet = \"2s\"\nmin_length = 0\n[pack]\nphoto = \"always\"\nclaim = \"1s\"\nproof = \"yes please\"\n"+
		"[carton.m]\nname = \"M\"\n[carton.x]\nsize = \"30x20\"\n[carton.y]\nsize = \"3x2x1\"\nempty = \"heavy\"\n[carton.z]\nsize = \"3x2x1\"\nempty = \"2 kg\"\nmost = \"1 kg\"\n", Source{})
	assert.ElementsMatch(t, []string{
		"config.toml:2: scanner.prefix_only: without scanner.prefix nothing would be a scan; packdesk doctor scan finds the prefix",
		"config.toml:3: scanner.quiet: wants a duration from 1ms to 1s, not 2s",
		"config.toml:4: scanner.min_length: wants a number from 1 to 64, not 0",
		"config.toml:6: pack.photo: wants one of off, ask, must, not \"always\"",
		"config.toml:7: pack.claim: wants a duration from 1m0s to 24h0m0s, not 1s",
		"config.toml:8: pack.proof: wants true or false, not \"yes please\"",
		"config.toml:10: carton.m: has no size; write size = \"30x20x15 cm\", the outside",
		"config.toml:12: carton.x.size: wants three sides such as 30x20x15 cm, not \"30x20\"",
		"config.toml:15: carton.y.empty: wants a weight such as 180 g or 15 kg, not \"heavy\"",
		"config.toml:19: carton.z.most: 1.00 kg is what the carton weighs empty, or less",
	}, says)
	_, says = load(t, "[scanner]\nquiet = \"200ms\"\npace = \"100ms\"\n", Source{})
	assert.Equal(t, []string{"config.toml:3: scanner.pace: is shorter than scanner.quiet (200ms); a burst would end before a key acts"}, says)
}
