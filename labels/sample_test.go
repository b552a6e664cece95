package labels_test

import (
	"bytes"
	"context"
	"flag"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/labels"
	"packdesk/labels/celltest"
)

const (
	sampleOrder    = "576461413038785752"
	sampleTracking = "JD014600006281230455"
)

// stocks are the papers and printers that labels are made for.
func stocks() []labels.Stock {
	return []labels.Stock{
		labels.Stock4x6(labels.DPI203), labels.Stock4x6(labels.DPI300), labels.StockA6(labels.DPI203), labels.StockA6(labels.DPI300),
	}
}

func stockName(s labels.Stock) string {
	if s.DPI == labels.DPI203 {
		return s.Name + "-203"
	}
	return s.Name + "-300"
}

func seller() fulfillment.Address {
	return fulfillment.Address{
		Name: "Example Trading Ltd", Street: []string{"Unit 4, Sample Park", "12 Example Road"}, Town: "Exampleton",
		PostalCode: "EX1 1AA", Region: "GB", Country: "United Kingdom",
	}
}

func sample() *labels.Label {
	return &labels.Label{
		Order: sampleOrder, Tracking: sampleTracking, Carrier: "Sample Carrier", Service: "Tracked 24", From: seller(),
		To: fulfillment.Address{
			Name: "Alex Sample", Street: []string{"Rose Cottage", "1 Example Street"}, Town: "Exampleton", Area: "Lancashire",
			PostalCode: "ex33cc", Region: "GB", Country: "United Kingdom",
		},
		Weight: "0.84 kg", Date: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC),
	}
}

// scripts are recipients in every script of the markets.
func scripts() map[string]fulfillment.Address {
	return map[string]fulfillment.Address{
		"latin":      sample().To,
		"french":     {Name: "Zoé L’Hôpital-Œuvré", Street: []string{"12 bis, allée des Châtaigniers"}, Town: "Exempleville", PostalCode: "75001", Region: "FR", Country: "France"},
		"polish":     {Name: "Łucja Żółć-Próba", Street: []string{"ul. Przykładowa 5 m. 12"}, Town: "Przykładowo", PostalCode: "00001", Region: "PL", Country: "Poland"},
		"vietnamese": {Name: "Nguyễn Thị Ánh Tuyết", Street: []string{"123 Đường Lê Lợi, Phường Bến Nghé"}, Town: "Quận 1", Area: "Thành phố Hồ Chí Minh", Region: "VN", Country: "Vietnam"},
		"cyrillic":   {Name: "Олександра Зразок", Street: []string{"вул. Прикладна, 7, кв. 12"}, Town: "Київ", PostalCode: "01001", Region: "UA", Country: "Ukraine"},
		"greek":      {Name: "Αλεξάνδρα Δείγμα", Street: []string{"Οδός Παραδείγματος 5"}, Town: "Αθήνα", PostalCode: "10431", Region: "GR", Country: "Greece"},
		"han":        {Name: "王小明", Street: []string{"朝阳区示例街道100号3号楼2单元501室"}, Town: "北京市", PostalCode: "100000", Region: "CN", Country: "China"},
		"taiwan":     {Name: "陳示範", Street: []string{"範例路三段5號"}, Town: "臺北市", Area: "信義區", PostalCode: "110", Region: "TW", Country: "Taiwan"},
		"japanese":   {Name: "サンプル 太郎", Street: []string{"見本町1-2-3 サンプルマンション405号室"}, Town: "渋谷区", Area: "東京都", PostalCode: "1500001", Region: "JP", Country: "Japan"},
		"korean":     {Name: "김예시", Street: []string{"예시로 12, 101동 1203호"}, Town: "강남구", Area: "서울특별시", PostalCode: "06000", Region: "KR", Country: "South Korea"},
		"thai":       {Name: "สมหญิง ตัวอย่าง", Street: []string{"99/1 หมู่บ้านตัวอย่าง ถนนสุขุมวิท แขวงคลองเตย"}, Town: "เขตคลองเตย", Area: "กรุงเทพมหานคร", PostalCode: "10110", Region: "TH", Country: "Thailand"},
		"arabic":     {Name: "أحمد مثال", Street: []string{"شارع الملك فهد 12، شقة 4"}, Town: "الرياض", PostalCode: "11564", Region: "SA", Country: "Saudi Arabia"},
		"mixed":      {Name: "Ann مثال 王", Street: []string{"Flat 4 شارع 12 Road"}, Town: "Dubai", Region: "AE", Country: "United Arab Emirates"},
	}
}

// long turns on what takes a minute.
//
//nolint:gochecknoglobals // A flag.
var long = flag.Bool("long", false, "decode every script at every resolution")

// shared parses the fonts once for all tests.
func shared() *labels.Fonts { return testFonts }

//nolint:gochecknoglobals // Parsed once for all tests; safe for concurrent use and never changed.
var testFonts = labels.NewFonts()

// made lays out, draws and proves a label.
func made(t *testing.T, l *labels.Label, s labels.Stock) (*labels.Press, *labels.Page, *labels.Raster, labels.Proof) {
	t.Helper()
	p := labels.NewPress(shared())
	pg, err := p.Label(l, s)
	require.NoError(t, err)
	r := &labels.Raster{}
	p.Raster(r, pg)
	proof, err := p.Prove(pg, r)
	require.NoError(t, err)
	return p, pg, r, proof
}

// decode reads both codes of a picture with gozxing as any program would, from grey levels of the whole picture.
func decode(t *testing.T, picture image.Image) (tracking, order string) {
	t.Helper()
	tracking, order = celltest.Codes(t, picture)
	require.NotEmpty(t, tracking, "no Code 128 in the picture")
	require.NotEmpty(t, order, "no QR code in the picture")
	return tracking, order
}

func picture(t *testing.T, data []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(data))
	require.NoError(t, err)
	return img
}

// tool finds a program, or skips the test.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed; the second opinion is left out", name)
	}
	return path
}

// output runs a program and returns what it writes.
func output(t *testing.T, name string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, tool(t, name), args...).Output()
	require.NoError(t, err, "%s %s", name, strings.Join(args, " "))
	return string(out)
}

// zbar reads every code of the picture files with zbarimg.
func zbar(t *testing.T, files ...string) []string {
	t.Helper()
	return strings.Split(strings.TrimSpace(output(t, "zbarimg", append([]string{"-q"}, files...)...)), "\n")
}

// save writes data to a file of the test's own.
func save(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, data, 0o600))
	return path
}
