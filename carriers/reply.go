package carriers

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxBody is the largest answer that is read, decompressed; the largest honest ones are a tenth of it.
const maxBody = 4 << 20

// maxDepth is the deepest nesting of JSON that is looked into; carriers' answers have about ten levels.
const maxDepth = 64

// oddFormRest is when to ask again after an answer of another form: a second question now would only get it again.
const oddFormRest = 15 * time.Minute

// Reply is a carrier's whole answer.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte
	At     time.Time
}

// JSON decodes the body into v. A body that is none, is nested too deep or has values of other types than v wants is a
// broken answer.
func (r *Reply) JSON(v any) error {
	body := bytes.TrimSpace(r.Body)
	switch {
	case len(body) == 0:
		return Errorf(KindBroken, "the carrier sent an empty answer")
	case body[0] == '<':
		return Errorf(KindBroken, "the carrier sent a web page instead of data")
	case tooDeep(body):
		return Errorf(KindBroken, "the carrier's answer is nested too deep to be one")
	}
	if err := json.Unmarshal(body, v); err != nil {
		var bad *json.UnmarshalTypeError
		if errors.As(err, &bad) {
			return &Error{
				Kind: KindBroken, Message: "the carrier's answer has another form than agreed",
				RetryAt: r.At.Add(oddFormRest), Err: fmt.Errorf("decode %s: %w", bad.Field, err),
			}
		}
		return &Error{Kind: KindBroken, Message: "the carrier's answer broke off or is damaged", Err: fmt.Errorf("decode: %w", err)}
	}
	return nil
}

// Reads decodes the body into v like JSON, for answers that may well be none: an error's own words, say.
func (r *Reply) Reads(v any) bool { return r.JSON(v) == nil }

// tooDeep reports whether JSON is nested deeper than maxDepth. It looks at brackets outside of strings and nothing else.
func tooDeep(body []byte) bool {
	depth, quoted := 0, false
	for i := 0; i < len(body); i++ {
		switch b := body[i]; {
		case quoted:
			switch b {
			case '\\':
				i++
			case '"':
				quoted = false
			}
		case b == '"':
			quoted = true
		case b == '{', b == '[':
			if depth++; depth > maxDepth {
				return true
			}
		case b == '}', b == ']':
			depth--
		}
	}
	return false
}

// readBody reads a body up to maxBody.
func readBody(resp *http.Response) ([]byte, error) {
	if resp.ContentLength > maxBody {
		return nil, tooLarge()
	}
	const believed = 64 << 10 // What a header may make us set aside before there is anything.
	var body bytes.Buffer
	body.Grow(int(min(max(resp.ContentLength, 0), believed)) + bytes.MinRead)
	_, err := body.ReadFrom(io.LimitReader(resp.Body, maxBody+1))
	switch {
	case body.Len() > maxBody:
		return nil, tooLarge()
	case err != nil:
		return nil, fmt.Errorf("read the answer: %w", err)
	}
	return body.Bytes(), nil
}

func tooLarge() *Error {
	return Errorf(KindBroken, "the carrier's answer is larger than %d MiB, which no honest one is", maxBody>>20)
}

// RetryAfter reads the Retry-After header, in seconds or as a date. ok is false when there is none that can be read.
// More than a day is taken for a day.
func RetryAfter(h http.Header, now time.Time) (t time.Time, ok bool) {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if text == "" {
		return time.Time{}, false
	}
	if seconds, err := strconv.ParseFloat(text, 64); err == nil && seconds >= 0 {
		t = now.Add(time.Duration(min(seconds, 86400) * float64(time.Second)))
	} else if t, err = http.ParseTime(text); err != nil {
		return time.Time{}, false
	}
	if t.Before(now) {
		t = now
	}
	return earlier(t, now.Add(24*time.Hour)).UTC(), true
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// judge is what an answer's HTTP status means when the carrier's own words say nothing more; nil for success.
func judge(name string, r *Reply) *Error {
	var e *Error
	switch s := r.Status; {
	case s >= 200 && s < 300:
		return nil
	case s == http.StatusUnauthorized:
		e = Errorf(KindUnauthorised, "the carrier refuses the key; check carriers.%s in the configuration", name)
	case s == http.StatusForbidden:
		e = Errorf(KindForbidden, "the carrier does not let this key track parcels; check the account, and carriers.%s in the configuration", name)
	case s == http.StatusNotFound:
		e = Errorf(KindNotFound, "the carrier does not know the number yet")
	case s == http.StatusTooManyRequests:
		e = Errorf(KindRateLimited, "the carrier asks for fewer questions")
	case s == http.StatusRequestTimeout, s >= 500:
		e = Errorf(KindServer, "the carrier has trouble of its own (HTTP %d)", s)
	default:
		e = Errorf(KindBadRequest, "the carrier does not understand the question (HTTP %d)", s)
	}
	if at, ok := RetryAfter(r.Header, r.At); ok && e.Passing() {
		e.RetryAt = at
	}
	return e
}
