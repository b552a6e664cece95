package store

import (
	"encoding/json"
	"fmt"
	"time"

	"packdesk/fulfillment"
)

// forever stands for "no time known" where a sort or a comparison needs a late one: the end of the year 9999.
const forever = 253402300799

func stamp(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

func instant(sec int64) time.Time {
	if sec == 0 || sec >= forever {
		return time.Time{}
	}
	return time.Unix(sec, 0).UTC()
}

func encode(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}

func decode(s string, v any) error {
	if s == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(s), v); err != nil {
		return fmt.Errorf("%w: a stored value cannot be read: %w", fulfillment.ErrInvalid, err)
	}
	return nil
}
