package fulfillment

// Check is one item of the packing checklist, in the two languages of the program.
type Check struct {
	ID string
	EN string
	ZH string
}

// Checklist lists what a packer confirms when the shop has the checklist switched on. The rules are those of carriers'
// packing guides; the file that holds them names the sources.
func Checklist() []Check {
	all := make([]Check, 0, 4)
	for _, id := range []string{"new_box", "cushion", "label_place", "old_labels"} {
		for _, r := range limitData().Rules {
			if r.ID == id {
				all = append(all, Check{ID: r.ID, EN: r.EN, ZH: r.ZH})
			}
		}
	}
	return all
}
