package carriers

// Words is what the event means, in a packer's language. Codes come first, since they mean the same in every language;
// then the carrier's own translation and its words, when they are in the language; then known phrases; at last the
// status alone. Screens show Text beside it.
func (e *Event) Words(lang Lang) string {
	if lang != Chinese {
		lang = English
	}
	general, known := meaningWords(e.Key, lang)
	precise, more := meaningWords(e.Detail, lang)
	switch {
	case more && known && e.refines():
		return join(lang, general, precise)
	case more:
		return precise
	case known && !e.vague():
		return general
	case e.Other != "" && e.OtherLang == lang:
		return e.Other
	case e.Lang == lang && e.Text != "":
		return e.Text
	}
	if k, ok := PhraseKey(e.Key.Table, "", e.Text); ok {
		words, _ := meaningWords(k, lang)
		return words
	}
	if k, ok := PhraseKey(tableEMS, "", e.Text); ok { // The Chinese phrases are EMS's; aggregators pass them on.
		words, _ := meaningWords(k, lang)
		return words
	}
	if known {
		return general
	}
	return State{Status: e.Status, Reason: e.Reason}.Words(lang)
}

const (
	tableEMS     = "ems"
	tableDHL     = "dhl"
	table17Track = "17track"
)

func meaningWords(k Key, lang Lang) (string, bool) {
	if k.IsZero() {
		return "", false
	}
	m, ok := Lookup(k)
	return m.In(lang), ok && m.In(lang) != ""
}

// refines reports whether Detail adds to Key instead of saying the same again more exactly: "delivered" and where, "not
// delivered" and why.
func (e *Event) refines() bool {
	return e.Detail.Table == tableEMS || e.Detail.Set == "exception" || e.Detail.Set == "delay"
}

// vague reports whether the code names only a class of events, so that the carrier's own words say more.
func (e *Event) vague() bool {
	switch {
	case e.Key.Table == table17Track:
		return true
	case e.Key.Table == tableDHL && e.Key.Set == "unified":
		return true
	default:
		return e.Key.Set == "type"
	}
}
