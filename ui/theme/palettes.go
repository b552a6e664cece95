package theme

import "github.com/charmbracelet/x/ansi"

const (
	bold    = ansi.AttrBold
	faint   = ansi.AttrFaint
	reverse = ansi.AttrReverse
	under   = ansi.AttrUnderline

	black     = ansi.AttrBlackForegroundColor
	red       = ansi.AttrRedForegroundColor
	green     = ansi.AttrGreenForegroundColor
	yellow    = ansi.AttrYellowForegroundColor
	blue      = ansi.AttrBlueForegroundColor
	magenta   = ansi.AttrMagentaForegroundColor
	cyan      = ansi.AttrCyanForegroundColor
	brRed     = ansi.AttrBrightRedForegroundColor
	brYellow  = ansi.AttrBrightYellowForegroundColor
	brBlue    = ansi.AttrBrightBlueForegroundColor
	brMagenta = ansi.AttrBrightMagentaForegroundColor
	brWhite   = ansi.AttrBrightWhiteForegroundColor

	onRed     = ansi.AttrRedBackgroundColor
	onYellow  = ansi.AttrYellowBackgroundColor
	onBlue    = ansi.AttrBlueBackgroundColor
	onMagenta = ansi.AttrMagentaBackgroundColor
	onGreen   = ansi.AttrGreenBackgroundColor
)

type attrs = []ansi.Attr

// rung paints a step of the ladder. On the row under the cursor its countdown is reversed and never faint, unless it has a
// background of its own.
func rung(word, clock attrs) Rung {
	cursor := attrs{reverse}
	for _, a := range clock {
		if a >= ansi.AttrBlackBackgroundColor && a <= ansi.AttrWhiteBackgroundColor {
			cursor = clock
			break
		}
		if a != faint {
			cursor = append(cursor, a)
		}
	}
	return Rung{Word: of(word...), Clock: of(clock...), Cursor: of(cursor...)}
}

// mono is the ground on which the coloured themes stand: everything is said by words, bold, reverse and faint.
func mono() Theme {
	return Theme{
		Name:   NameMono,
		Strong: of(bold), Muted: of(faint), Title: of(bold),
		BarMuted: of(faint), BarBad: of(reverse, bold), BarWarn: of(bold),
		Pane: of(reverse, bold), TabOn: of(bold, under), Head: of(under), Key: of(bold), Set: of(bold, under),
		Cursor: of(reverse), CursorStrong: of(reverse, bold), CursorMark: of(reverse, bold),
		Ladder: [rungs]Rung{
			Late:    rung(attrs{bold, reverse}, attrs{bold}),
			Soon:    rung(attrs{bold}, attrs{bold}),
			Near:    rung(nil, nil),
			Today:   rung(nil, nil),
			Later:   rung(attrs{faint}, attrs{faint}),
			Stopped: rung(attrs{bold, under}, attrs{faint}),
		},
		Tag: of(bold), Band: of(reverse), Stop: of(bold, reverse), Quantity: of(bold, reverse),
		Fine: of(bold), Good: of(bold), Warn: of(bold), Bad: of(bold, reverse),
	}
}

func dark() Theme {
	t := mono()
	t.Name = NameDark
	t.BarBad, t.BarWarn = of(bold, brWhite, onRed), of(bold, brYellow)
	t.TabOn, t.Head, t.Key, t.Set = of(bold, brBlue, under), of(faint, under), of(brBlue), of(bold, brYellow)
	t.Ladder = [rungs]Rung{
		Late:    rung(attrs{bold, brWhite, onRed}, attrs{bold, brRed}),
		Soon:    rung(attrs{bold, brYellow}, attrs{bold, brYellow}),
		Near:    rung(attrs{yellow}, attrs{yellow}),
		Today:   rung(nil, nil),
		Later:   rung(attrs{faint}, attrs{faint}),
		Stopped: rung(attrs{bold, brMagenta}, attrs{faint}),
	}
	t.Tag, t.Band, t.Stop = of(bold, cyan), of(black, onYellow), of(bold, brWhite, onMagenta)
	t.Quantity, t.Fine = of(bold, brWhite, onBlue), of(bold, black, onGreen)
	t.Good, t.Warn, t.Bad = of(bold, green), of(bold, brYellow), of(bold, brWhite, onRed)
	t.Border = of(faint)
	return t
}

func light() Theme {
	t := dark()
	t.Name = NameLight
	t.BarWarn = of(bold, red)
	t.TabOn, t.Key, t.Set = of(bold, blue, under), of(blue), of(bold, magenta)
	t.Ladder[Late] = rung(attrs{bold, brWhite, onRed}, attrs{bold, red})
	t.Ladder[Soon] = rung(attrs{bold, red}, attrs{bold, red})
	t.Ladder[Near] = rung(attrs{magenta}, attrs{magenta})
	t.Ladder[Stopped] = rung(attrs{bold, magenta, under}, attrs{faint})
	t.Tag = of(bold, blue)
	t.Good, t.Warn = of(bold, green), of(bold, magenta)
	return t
}

// contrast leaves faint and thin colours out.
func contrast(onDark bool) Theme {
	t := dark()
	if !onDark {
		t = light()
	}
	t.Name = NameContrast
	t.Muted, t.BarMuted, t.Border = Style{}, Style{}, of(bold)
	t.Head = of(bold, under)
	t.Ladder[Soon] = rung(attrs{bold, black, onYellow}, attrs{bold, under})
	t.Ladder[Near] = rung(attrs{bold}, attrs{bold})
	t.Ladder[Later] = rung(nil, nil)
	t.Ladder[Stopped] = rung(attrs{bold, brWhite, onMagenta}, nil)
	return t
}

// blueOrange tells its rungs apart without red and green; yellow is the terminal palette's orange. Cells that matter carry
// their own background, so that they read the same on dark and on light.
func blueOrange(onDark bool) Theme {
	t := dark()
	cool, lateClock := brBlue, attrs{bold, brYellow}
	if !onDark {
		t, cool, lateClock = light(), blue, attrs{bold, under}
	}
	t.Name = NameBlueOrange
	t.BarBad, t.BarWarn = of(bold, black, onYellow), of(brWhite, onBlue)
	t.TabOn, t.Key, t.Set = of(bold, cool, under), of(cool), of(bold, black, onYellow)
	t.Ladder = [rungs]Rung{
		Late:    rung(attrs{bold, black, onYellow}, lateClock),
		Soon:    rung(attrs{bold, brWhite, onBlue}, attrs{bold, cool}),
		Near:    rung(attrs{cool}, attrs{cool}),
		Today:   rung(nil, nil),
		Later:   rung(attrs{faint}, attrs{faint}),
		Stopped: rung(attrs{bold, under}, attrs{faint}),
	}
	t.Tag, t.Band, t.Stop = of(bold, cool), of(black, onYellow), of(bold, reverse)
	t.Quantity, t.Fine = of(bold, brWhite, onBlue), of(bold, brWhite, onBlue)
	t.Good, t.Warn, t.Bad = of(bold, cool), of(bold, black, onYellow), of(bold, black, onYellow)
	return t
}
