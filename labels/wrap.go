package labels

// span is a stretch of a paragraph's characters.
type span struct{ start, end int }

// wrap breaks a paragraph into lines of at most width ems. It fails when a word is wider than that, unless split allows
// breaking inside words, or the script does not mark its words.
func (t *typesetter) wrap(p *paragraph, width float32, split bool) ([]span, bool) {
	if len(p.text) == 0 {
		return nil, true
	}
	if p.width(0, len(p.text)) <= width {
		return []span{{0, len(p.text)}}, true
	}
	p.segment(t)
	split = split || p.anywhere
	var lines []span
	start, lastBreak, used := 0, 0, float32(0)
	for i := 0; i < len(p.text); i++ {
		if i > start && p.breaks[i] {
			lastBreak = i
		}
		used += p.advances[i]
		if used <= width || p.text[i] == ' ' {
			continue
		}
		cut := lastBreak
		if cut <= start && split {
			cut = p.clusterBefore(i, start)
		}
		if cut <= start {
			return nil, false
		}
		lines = append(lines, span{start, cut})
		start, i, used = cut, cut-1, 0
	}
	return append(lines, span{start, len(p.text)}), true
}

// clusterBefore is the last place at or before i, and after start, where something that stays whole begins.
func (p *paragraph) clusterBefore(i, start int) int {
	for ; i > start; i-- {
		if p.clusters[i] {
			return i
		}
	}
	return start
}

// width is how wide the characters are, in ems.
func (p *paragraph) width(start, end int) float32 {
	var w float32
	for _, a := range p.advances[start:end] {
		w += a
	}
	return w
}
