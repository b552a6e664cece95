package labels

import (
	"slices"

	"github.com/boombuler/barcode/code128"
)

// Symbol values of Code 128 with a meaning of their own.
const (
	code128ToC    = 99  // In subset B: continue in C.
	code128ToB    = 100 // In subset C: continue in B.
	code128StartB = 104
	code128StartC = 105
	code128Stop   = 106
)

// code128Widths holds the bar and space widths of every symbol value in modules, a bar first (ISO/IEC 15417).
const code128Widths = "" +
	"212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122123221" +
	"223211221132221231213212223112312131311222321122321221312212322112322211212123212321232121111323131123131321" +
	"112313132113132311211313231113231311112133112331132131113123113321133121313121211331231131213113213311213131" +
	"311123311321331121312113312311332111314111221411431111111224111422121124121421141122141221112214112412122114" +
	"122411142112142211241211221114413111241112134111111242121142121241114212124112124211411212421112421211212141" +
	"214121412121111143111341131141114113114311411113411311113141114131311141411131211412211214211232"

// code128Symbol is the widths of one symbol value; the stop symbol has a seventh element, the final bar.
func code128Symbol(v byte) string {
	if v == code128Stop {
		return "2331112"
	}
	return code128Widths[6*int(v) : 6*int(v)+6]
}

// code128Plan returns the symbol values of text, from the start symbol to the last data symbol, with the least width.
// boombuler switches to subset C as soon as four digits lie ahead, which makes one code in six a symbol wider than needed.
// The text is printable ASCII; subset A is never needed for it.
func code128Plan(text string) []byte {
	n := len(text)
	pair := func(i int) bool { return i+1 < n && digit(text[i]) && digit(text[i+1]) }
	// The least number of symbols for text[i:] when the reader is in subset B, or in C.
	leftB, leftC := make([]int, n+1), make([]int, n+1)
	for i := n - 1; i >= 0; i-- {
		leftB[i], leftC[i] = 1+leftB[i+1], 2+leftB[i+1]
		if pair(i) {
			leftB[i], leftC[i] = min(leftB[i], 2+leftC[i+2]), min(leftC[i], 1+leftC[i+2])
		}
	}
	inC := leftC[0] < leftB[0]
	values := []byte{code128StartB}
	if inC {
		values[0] = code128StartC
	}
	for i := 0; i < n; {
		useC := pair(i) && (inC && leftC[i] == 1+leftC[i+2] || !inC && leftB[i] < 1+leftB[i+1])
		if useC != inC {
			inC = useC
			values = append(values, code128Switch(inC))
		}
		if inC {
			values = append(values, 10*(text[i]-'0')+text[i+1]-'0')
			i += 2
			continue
		}
		values = append(values, text[i]-' ')
		i++
	}
	return values
}

func code128Switch(toC bool) byte {
	if toC {
		return code128ToC
	}
	return code128ToB
}

// code128Boombuler returns the symbol values that the library chose, read back from its modules; nil when its bars do not
// stand for text.
func code128Boombuler(text string) []byte {
	bars, err := code128.Encode(text)
	if err != nil {
		return nil
	}
	runs := linearRuns(bars)
	if len(runs) < 6*3+7 || (len(runs)-7)%6 != 0 {
		return nil
	}
	var values []byte
	for i := 0; i+7 < len(runs); i += 6 {
		v, ok := code128Lookup(runs[i : i+6])
		if !ok {
			return nil
		}
		values = append(values, v)
	}
	last := len(values) - 1
	if values[last] != code128Check(values[:last]) || code128Text(values[:last]) != text {
		return nil
	}
	return values[:last]
}

// code128Lookup finds the symbol value that has the given element widths.
func code128Lookup(runs []byte) (byte, bool) {
	for v := range byte(code128Stop) {
		if slices.EqualFunc(runs, []byte(code128Symbol(v)), func(a, b byte) bool { return a == b-'0' }) {
			return v, true
		}
	}
	return 0, false
}

// code128Check is the check symbol over the start and data symbols.
func code128Check(values []byte) byte {
	sum := int(values[0])
	for i, v := range values[1:] {
		sum += (i + 1) * int(v)
	}
	return byte(sum % 103) //nolint:gosec // Below 103.
}

// code128Text is what a reader makes of the symbols; empty when they use anything but subsets B and C.
func code128Text(values []byte) string {
	var text []byte
	inC := values[0] == code128StartC
	if !inC && values[0] != code128StartB {
		return ""
	}
	for _, v := range values[1:] {
		switch {
		case inC && v < 100:
			text = append(text, '0'+v/10, '0'+v%10)
		case !inC && v < 95:
			text = append(text, ' '+v)
		case inC && v == code128ToB:
			inC = false
		case !inC && v == code128ToC:
			inC = true
		default:
			return ""
		}
	}
	return string(text)
}

// Code128Runs returns the widths of the bars and spaces in modules, a bar first, of the given start and data symbols with
// check and stop symbols added.
func Code128Runs(values []byte) []byte {
	all := append(slices.Clone(values), code128Check(values), code128Stop)
	runs := make([]byte, 0, 6*len(all)+1)
	for _, v := range all {
		for _, w := range []byte(code128Symbol(v)) {
			runs = append(runs, w-'0')
		}
	}
	return runs
}

func digit(c byte) bool { return c >= '0' && c <= '9' }
