package sim

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// bookmark is what a page token holds: where the page begins and to which search it belongs.
type bookmark struct {
	Search string `json:"s"` // A digest of the search.
	At     int64  `json:"a"` // The sort value of the last entry that was given.
	ID     string `json:"i"` // Its id.
	Page   int    `json:"p"` // The number of the page.
}

// token seals a bookmark: nobody can make one up.
func (s *Server) pageToken(b bookmark) string {
	raw, _ := json.Marshal(b) //nolint:errchkjson // Text and numbers.
	return base64.StdEncoding.EncodeToString(append(s.seal(raw), raw...))
}

func (s *Server) seal(raw []byte) []byte {
	mac := hmac.New(sha256.New, []byte("pages of "+s.opt.AppSecret))
	mac.Write(raw)
	return mac.Sum(nil)[:12]
}

// openPage reads the page token of a call. A token of another search is refused like one that is made up.
func (s *Server) openPage(r *request) (bookmark, *refusal) {
	want := bookmark{Search: s.searchOf(r)}
	token := r.query.Get("page_token")
	if token == "" || token == loopToken {
		return want, nil
	}
	bad := gateway(http.StatusBadRequest, codeCredentials, "Invalid page_token")
	raw, err := base64.StdEncoding.DecodeString(token)
	if err != nil || len(raw) < 12 || !hmac.Equal(raw[:12], s.seal(raw[12:])) {
		return want, bad
	}
	var b bookmark
	if json.Unmarshal(raw[12:], &b) != nil || b.Search != want.Search {
		return want, bad
	}
	return b, nil
}

// searchOf digests what makes a search: who asks for what, in which order.
func (s *Server) searchOf(r *request) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{
		r.route.op, r.shop.ID, r.query.Get("sort_field"), r.query.Get("sort_order"), r.query.Get("page_size"), string(r.body),
	}, "\x00")))
	return base64.RawStdEncoding.EncodeToString(sum[:9])
}

// pageSize reads the size of a page.
func pageSize(r *request, usual, most int) (int, *refusal) {
	text := r.query.Get("page_size")
	if text == "" && usual > 0 {
		return usual, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		return 0, gateway(http.StatusBadRequest, codeCredentials, "Invalid parameter page_size %q: 1 to %d", text, most)
	}
	return n, nil
}

// page cuts a page out of sorted entries. at gives an entry's sort value and id; down says that the sort values fall.
func page[E any](s *Server, b bookmark, all []E, size int, down bool, at func(E) (int64, string)) (some []E, next string) {
	begin := 0
	if b.Page > 0 {
		begin = slices.IndexFunc(all, func(e E) bool {
			v, id := at(e)
			order := cmp.Or(cmp.Compare(v, b.At), cmp.Compare(id, b.ID))
			return order > 0 && !down || order < 0 && down
		})
		if begin < 0 {
			begin = len(all)
		}
	}
	end := min(begin+size, len(all))
	some = all[begin:end]
	if end == len(all) {
		return some, ""
	}
	v, id := at(all[end-1])
	return some, s.pageToken(bookmark{b.Search, v, id, b.Page + 1})
}
