package cli

import (
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/carriers"
	"packdesk/carriers/sim"
)

const paperConfig = `operator = "Kim"
station = "b1"
[shop.gb]
region = "GB"
from_name = "Sample Home Ltd"
from_street = ["Unit 4", "12 Example Street"]
from_town = "Exampleton"
from_postal_code = "EX1 1AA"
`

// paper is a data folder with the sample export, in which the first order has a tracking number, and a sender.
func paper(t *testing.T) (run func(args ...string) (out, talk string, code int)) {
	t.Helper()
	dir := t.TempDir()
	raw, err := os.ReadFile(sample)
	require.NoError(t, err)
	text := strings.Replace(string(raw), "Example Warehouse,,Standard shipping,,,sample_one", "Example Warehouse,H01AAA0000000001,Standard shipping,Evri,,sample_one", 1)
	require.NotEqual(t, string(raw), text)
	export, conf := filepath.Join(dir, "orders.csv"), filepath.Join(dir, "c.toml")
	require.NoError(t, os.WriteFile(export, []byte(text), 0o600))
	require.NoError(t, os.WriteFile(conf, []byte(paperConfig), 0o600))
	run = func(args ...string) (string, string, int) {
		return packdesk(t.Context(), append(args, "--data", filepath.Join(dir, "data"), "--config", conf)...)
	}
	_, talk, code := run("import", export)
	require.Zero(t, code, talk)
	return run
}

const (
	tracked   = "576461413038700001"
	untracked = "576461413038700003"
	masked    = "576461413038700004"
	single    = "576461413038700007"
	cancelled = "576461413038700006"
)

func TestLabelsAreMadeInEveryFormat(t *testing.T) {
	t.Parallel()
	run := paper(t)
	for format, begins := range map[string]string{"pdf": "%PDF-", "png": "\x89PNG", "zpl": "^XA", "txt": "+- 4x6"} {
		file := filepath.Join(t.TempDir(), "label."+format)
		out, talk, code := run("label", tracked, "--json", "--format", format, "-o", file)
		require.Zero(t, code, talk)
		var r labelReport
		require.NoError(t, json.Unmarshal([]byte(out), &r))
		assert.Equal(t, file, r.File)
		assert.Equal(t, "H01AAA0000000001", r.Decoded, "what a scanner reads")
		assert.Equal(t, tracked, r.QR)
		assert.Positive(t, r.Modules)
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.True(t, strings.HasPrefix(string(data), begins), format)
		assert.Equal(t, sum(data), r.SHA256)
	}
}

func TestALabelWithoutSenderSaysWhereTheSenderIsSet(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	run := func(args ...string) (string, string, int) {
		return packdesk(t.Context(), append(args, "--data", dir, "--config", filepath.Join(dir, "none.toml"))...)
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "none.toml"), nil, 0o600))
	_, talk, code := run("import", sample, "--shop", "tea")
	require.Zero(t, code, talk)
	_, talk, code = run("label", tracked)
	assert.Equal(t, exitConflict, code)
	assert.Contains(t, talk, "seller name is missing")
	assert.Contains(t, talk, "shop.tea.from_name")
}

func TestLabelsThatWouldNotDoAreRefused(t *testing.T) {
	t.Parallel()
	run := paper(t)
	out, talk, code := run("label", untracked, "--json")
	assert.Equal(t, exitConflict, code)
	assert.Contains(t, talk, "tracking is missing")
	var r labelReport
	require.NoError(t, json.Unmarshal([]byte(out), &r))
	require.Len(t, r.Refusal, 1)
	assert.Equal(t, field{Order: untracked, Field: "tracking", Reason: "missing", Says: r.Refusal[0].Says}, r.Refusal[0])

	out, talk, code = run("label", masked, "--json")
	assert.Equal(t, exitNotFound, code)
	assert.Contains(t, talk, "packdesk label attach "+masked)
	assert.Contains(t, out, `"refusal":[{"order":"`+masked+`","field":"label","reason":"missing"`)

	out, talk, code = run("label", cancelled, "--json")
	assert.Equal(t, exitConflict, code)
	assert.Contains(t, talk, "the order is cancelled")
	assert.Contains(t, out, `"refusal":[{"order":"`+cancelled+`","field":"status","reason":"cancelled"`)

	for _, wrong := range [][]string{{"--format", "gif"}, {"--dpi", "999"}, {"--paper", "A9"}} {
		_, talk, code = run(append([]string{"label", tracked}, wrong...)...)
		assert.Equal(t, exitUsage, code, talk)
		assert.Contains(t, talk, wrong[1])
	}

	_, talk, code = run("label", "42")
	assert.Equal(t, exitNotFound, code)
	assert.Contains(t, talk, "42")
}

func TestPlatformLabelsGoOutAsTheyCame(t *testing.T) {
	t.Parallel()
	run := paper(t)
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	platform, talk, code := run("label", tracked) // Any PDF of a label.
	require.Zero(t, code, talk)
	huge := write("huge.pdf", platform)
	require.NoError(t, os.Truncate(huge, 1<<30))
	for path, says := range map[string]string{
		write("notes.txt", "hello"):                   `file "notes.txt" is no PDF, PNG or ZPL`,
		write("half.pdf", platform[:len(platform)/2]): `file "half.pdf" is damaged or not whole`,
		huge:                                   `file "huge.pdf" is too large for a label: 1024 MB`,
		write("reset.zpl", "^XA^FDx^FS^XZ~JR"): `file "reset.zpl" would change the printer`,
		dir:                                    "no file but a folder",
		filepath.Join(dir, "none.pdf"):         "no such file",
	} {
		_, talk, code := run("label", "attach", masked, path)
		assert.NotZero(t, code, path)
		assert.Contains(t, talk, says)
	}
	_, talk, code = run("label", "attach", masked, write("label.pdf", platform))
	require.Zero(t, code, talk)
	assert.Contains(t, talk, "label.pdf: PDF, 1 label, 102 x 152 mm, H01AAA0000000001, "+tracked)
	out, talk, code := run("label", masked)
	require.Zero(t, code, talk)
	assert.Equal(t, platform, out)
	for format, begins := range map[string]string{"zpl": "^XA", "png": "\x89PNG"} {
		out, talk, code := run("label", masked, "--format", format)
		require.Zero(t, code, talk)
		assert.True(t, strings.HasPrefix(out, begins), "drawn for a printer that takes "+format)
	}
	_, talk, code = run("label", masked, "--format", "txt")
	assert.NotZero(t, code)
	assert.Contains(t, talk, "has no text")
	_, talk, code = run("label", "attach", "42", write("again.pdf", platform))
	assert.Equal(t, exitNotFound, code, talk)
}

func TestALabelIsPrintedOnceAndAgainWithAReason(t *testing.T) {
	t.Parallel()
	run := paper(t)
	out, talk, code := run("label", "--print", "--json", tracked)
	require.Zero(t, code, talk)
	var r labelReport
	require.NoError(t, json.Unmarshal([]byte(out), &r))
	data, err := os.ReadFile(r.Printed)
	require.NoError(t, err, "the default printer is a folder")
	assert.Equal(t, sum(data), r.SHA256)
	assert.Equal(t, "H01AAA0000000001", r.Decoded)
	assert.Positive(t, r.Modules)
	assert.Positive(t, r.ModuleWidth)

	_, talk, code = run("label", "--print", tracked)
	assert.Equal(t, exitConflict, code)
	assert.Contains(t, talk, "--reason")
	_, talk, code = run("label", "--print", "--reason", "torn", tracked)
	require.Zero(t, code, talk)

	out, talk, code = run("journal", "show", tracked)
	require.Zero(t, code, talk)
	var kinds []string
	for line := range strings.SplitSeq(strings.TrimSpace(out), "\n") {
		kinds = append(kinds, strings.Fields(line)[2])
	}
	assert.Equal(t, []string{"print", "printed", "reprint", "printed"}, kinds)
	out, talk, code = run("journal", "verify")
	require.Zero(t, code, talk)
	assert.Contains(t, out, "4 rows fit")
}

func TestAnOrderIsPutAsideAndTakenUp(t *testing.T) {
	t.Parallel()
	run := paper(t)
	for _, args := range [][]string{{"pack", "42", "MUG-BLU"}, {"park", "42", "--reason", "short"}} {
		_, talk, code := run(args...)
		assert.Equal(t, exitNotFound, code, talk)
		assert.Contains(t, talk, "42")
	}
	out, talk, code := run("park", tracked, "--reason", "short", "--json")
	require.Zero(t, code, talk)
	assert.JSONEq(t, `{"scan":"`+tracked+`","verdict":"parked","order":"`+tracked+`","units_left":1}`, out)

	_, talk, code = run("pack", tracked, "MUG-BLU")
	assert.Equal(t, exitConflict, code)
	assert.Contains(t, talk, "the order is parked")
	out, talk, code = run("pack", tracked, "PK:YES", "MUG-BLU", "H01AAA0000000001")
	require.Zero(t, code, talk)
	assert.Contains(t, out, "closed")
	out, _, code = run("orders", "show", tracked)
	require.Zero(t, code)
	assert.Contains(t, out, "labelled")

	number := sim.Number(carriers.UPS, 1)
	_, talk, code = run("pack", single, "SAMPLE-1", number, number)
	require.Zero(t, code, talk)
	out, _, code = run("orders", "show", single, "--json")
	require.Zero(t, code)
	assert.Contains(t, out, `"carrier":"UPS","tracking":"`+number+`"`, "the number that it was given at the bench")
}

func TestATamperedJournalIsTold(t *testing.T) {
	t.Parallel()
	run := paper(t)
	for _, order := range []string{tracked, untracked} {
		_, talk, code := run("park", order, "--reason", "short")
		require.Zero(t, code, talk)
	}
	out, talk, code := run("journal", "verify", "--json")
	require.Zero(t, code, talk)
	assert.Contains(t, out, `{"fits":true,"rows":`)
	conf, talk, code := run("config", "path")
	require.Zero(t, code, talk)
	db, err := sql.Open("sqlite", filepath.Join(filepath.Dir(strings.TrimSpace(conf)), "data", databaseName))
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	done, err := db.ExecContext(t.Context(), "UPDATE journal SET operator = 'Another' WHERE seq = 2")
	require.NoError(t, err)
	rows, err := done.RowsAffected()
	require.NoError(t, err)
	require.EqualValues(t, 1, rows)
	out, talk, code = run("journal", "verify", "--json")
	assert.NotZero(t, code)
	assert.Contains(t, talk, "journal row 2 is not the one that was written")
	assert.Contains(t, out, `"fits":false,"rows":1,`)
	assert.Contains(t, out, `"first_wrong_row":2,"fault":"content"`)
}

func TestSheetsSlipsAndPickLists(t *testing.T) {
	t.Parallel()
	run := paper(t)
	for _, args := range [][]string{
		{"sheet", "--badge", "kim"}, {"sheet", "--format", "zpl", "--paper", "4x6"}, {"slip", tracked, untracked}, {"picklist"}, {"picklist", tracked},
	} {
		out, talk, code := run(args...)
		require.Zero(t, code, "%v: %s", args, talk)
		assert.True(t, strings.HasPrefix(out, "%PDF-") || strings.HasPrefix(out, "^XA"), "%v", args)

		_, _, code = run(append(args, "--json")...)
		assert.Equal(t, exitUsage, code, "%v: an object and a file on one stdout", args)
		file := filepath.Join(t.TempDir(), "made")
		told, talk, code := run(append(args, "--json", "-o", file)...)
		require.Zero(t, code, "%v: %s", args, talk)
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		var r pagesReport
		require.NoError(t, json.Unmarshal([]byte(told), &r), "%v: one object: %s", args, told)
		assert.Equal(t, file, r.File)
		assert.Equal(t, sum(data), r.SHA256)
		assert.Positive(t, r.Pages)
		assert.Equal(t, args[0] == "sheet", r.Orders == 0)
		if args[0] == "slip" {
			assert.Equal(t, 2, r.Orders)
		}
	}
}
