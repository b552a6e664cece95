package fulfillment

import (
	"bytes"
	"embed"
	"encoding/csv"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// The days off by country. Every file names its sources, and of each day how sure it is.
//
//go:embed holidays/*.csv
var holidayFiles embed.FS

// How sure a day off is, in the third column of the files.
const (
	holidayOfficial = "official" // Published by the government, or fixed by statute.
	holidayComputed = "computed" // Follows from the rule; the government has not published the year yet.
	holidayOpen     = "open"     // Announced, but not seen in force: counted as a working day, which is the stricter reading.
)

// holidaySet is one country's days off.
type holidaySet struct {
	off   []date // Sorted.
	years []int  // Years of which every day is official, sorted.
}

// holidaySets reads the embedded files, once. They are part of the program: a fault in them is a fault in the program.
var holidaySets = sync.OnceValue(func() map[string]holidaySet {
	sets := map[string]holidaySet{}
	entries, err := holidayFiles.ReadDir("holidays")
	if err != nil {
		panic(err)
	}
	for _, e := range entries {
		data, err := holidayFiles.ReadFile("holidays/" + e.Name())
		if err != nil {
			panic(err)
		}
		set, err := parseHolidays(data)
		if err != nil {
			panic(fmt.Errorf("%s: %w", e.Name(), err))
		}
		sets[strings.TrimSuffix(e.Name(), ".csv")] = set
	}
	return sets
})

// HolidaySets names the countries whose days off are built in.
func HolidaySets() []string { return slices.Sorted(maps.Keys(holidaySets())) }

// parseHolidays reads rows of date, name and basis; lines that begin with # are comments.
func parseHolidays(data []byte) (holidaySet, error) {
	r := csv.NewReader(bytes.NewReader(data))
	r.Comment = '#'
	r.FieldsPerRecord = 3
	rows, err := r.ReadAll()
	if err != nil {
		return holidaySet{}, err
	}
	var set holidaySet
	settled := map[int]bool{}
	for _, row := range rows {
		d, err := parseDate(row[0])
		if err != nil {
			return holidaySet{}, err
		}
		before, seen := settled[d.year()]
		switch row[2] {
		case holidayOfficial:
			set.off = append(set.off, d)
			settled[d.year()] = before || !seen
		case holidayComputed:
			set.off = append(set.off, d)
			settled[d.year()] = false
		case holidayOpen:
			settled[d.year()] = false
		default:
			return holidaySet{}, fmt.Errorf("%s: %q is no basis", row[0], row[2])
		}
	}
	slices.Sort(set.off)
	for year, ok := range settled {
		if ok {
			set.years = append(set.years, year)
		}
	}
	slices.Sort(set.years)
	return set, nil
}

// with returns the calendar with the days off of the named countries added.
func (c Calendar) with(countries ...string) (Calendar, bool) {
	for _, name := range countries {
		set, ok := holidaySets()[name]
		if !ok {
			return Calendar{}, false
		}
		if !c.partial {
			c.years = set.years
		} else {
			c.years = slices.DeleteFunc(slices.Clone(c.years), func(y int) bool { return !slices.Contains(set.years, y) })
		}
		c.partial = true
		c.off = slices.Concat(c.off, set.off)
		slices.Sort(c.off)
		c.off = slices.Compact(c.off)
	}
	return c, true
}
