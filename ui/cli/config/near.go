package config

import "strings"

// maxNear is the longest key worth a guess: comparing takes time with the square of it.
const maxNear = 100

// near is the known key that path was probably meant to be, or empty. Segments that stand for any word are taken over.
func near(keys []Key, path string) string {
	have := strings.Split(path, ".")
	best, bestAt := "", 0
	if len(path) > maxNear {
		return ""
	}
	for i := range keys {
		want := strings.Split(keys[i].Path, ".")
		if len(want) != len(have) {
			continue
		}
		for j := range want {
			if open(want[j]) {
				want[j] = have[j]
			}
		}
		candidate := strings.Join(want, ".")
		d := distance(path, candidate)
		if d <= 1+len(path)/4 && (best == "" || d < bestAt) {
			best, bestAt = candidate, d
		}
	}
	return best
}

// distance counts the letters to insert, delete or replace to make b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
