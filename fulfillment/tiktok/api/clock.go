package api

import (
	"fmt"
	"net/http"
	"sync"
	"time"
)

// The shop takes times from five minutes ago to 30 seconds ahead. What is nearer to these ends than a second or two cannot
// be told from the way that the call takes.
const (
	tooSlow = -(5*time.Minute - 5*time.Second)
	tooFast = 30*time.Second - 3*time.Second
)

// clock compares this computer's clock with the shop's, which dates every answer to the second.
type clock struct {
	mu    sync.Mutex
	skew  time.Duration // Ahead of the shop when positive.
	known bool
}

// note takes the Date header of an answer to a call that began and ended at the given times. An answer that was long
// under way says nothing.
func (c *clock) note(begun, ended time.Time, date string) {
	at, err := http.ParseTime(date)
	if err != nil || ended.Sub(begun) > 20*time.Second {
		return
	}
	middle := begun.Add(ended.Sub(begun) / 2)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.skew, c.known = middle.Sub(at.Add(500*time.Millisecond)), true // Dates are cut to the second.
}

// read is how far this computer's clock is ahead; false before the first answer.
func (c *clock) read() (time.Duration, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.skew, c.known
}

// complaint is a sentence about a clock that the shop does not take, or empty.
func (c *clock) complaint() string {
	skew, known := c.read()
	if !known || skew > tooSlow && skew < tooFast {
		return ""
	}
	if skew < 0 {
		return "this computer's clock is " + roughly(-skew) + " behind"
	}
	return "this computer's clock is " + roughly(skew) + " ahead"
}

// ClockSkew is how far this computer's clock is ahead of the shop's, to about a second; false before the first answer.
func (c *Client) ClockSkew() (time.Duration, bool) { return c.clock.read() }

// ClockComplaint is a clause such as "this computer's clock is 7 minutes ahead" when the shop would refuse calls for it,
// else empty.
func (c *Client) ClockComplaint() string { return c.clock.complaint() }

// roughly words a duration in the largest unit of which it has two, rounded.
func roughly(d time.Duration) string {
	for _, u := range []struct {
		size time.Duration
		name string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"}} {
		if d >= 2*u.size || u.size == time.Second {
			n := int((d + u.size/2) / u.size)
			if n == 1 {
				return "1 " + u.name
			}
			return fmt.Sprintf("%d %ss", n, u.name)
		}
	}
	return d.String()
}
