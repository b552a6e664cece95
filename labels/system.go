package labels

import (
	"fmt"
	"io"
	"log"
	"sync"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/fontscan"
	"github.com/go-text/typesetting/language"
)

// UseSystem lets the chain end in the fonts of this machine, for scripts and rare characters that the embedded faces lack.
// The first scan takes some 150 ms and leaves an index in the cache folder; nothing is scanned before a character needs
// it. Call it before the first press is made. Labels then depend on the machine they are made on, so it is off unless asked
// for.
func (f *Fonts) UseSystem(cache string) {
	f.system = &systemFonts{cache: cache, known: map[*font.Font]*typeface{}}
}

// systemFonts finds faces among those installed. Safe for concurrent use.
type systemFonts struct {
	cache string

	mu    sync.Mutex
	fonts *fontscan.FontMap
	err   error
	known map[*font.Font]*typeface
}

// find returns an installed face that has r as an outline, or nil.
func (s *systemFonts) find(r rune, bold bool) (*typeface, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fonts == nil && s.err == nil {
		s.fonts = fontscan.NewFontMap(log.New(io.Discard, "", 0))
		if err := s.fonts.UseSystemFonts(s.cache); err != nil {
			s.err = fmt.Errorf("scan the system's fonts: %w", err)
		}
	}
	if s.err != nil {
		return nil, s.err
	}
	aspect := font.Aspect{}
	if bold {
		aspect.Weight = font.WeightBold
	}
	s.fonts.SetQuery(fontscan.Query{Families: []string{fontscan.SansSerif}, Aspect: aspect})
	s.fonts.SetScript(language.LookupScript(r))
	face := s.fonts.ResolveFace(r)
	if face == nil {
		return nil, nil
	}
	// The library returns an arbitrary face rather than none, and colour fonts that have no outline to print.
	id, ok := face.NominalGlyph(r)
	if !ok {
		return nil, nil
	}
	if g, ok := face.GlyphData(id).(font.GlyphOutline); !ok || len(g.Segments) == 0 {
		return nil, nil
	}
	if t, ok := s.known[face.Font]; ok {
		return t, nil
	}
	family, _ := s.fonts.FontMetadata(face.Font)
	t := &typeface{name: family, system: true, load: func() ([]byte, error) { return nil, nil }}
	t.once.Do(func() { t.font = face.Font })
	s.known[face.Font] = t
	return t, nil
}
