package syncer

import (
	"errors"
	"math/rand/v2"
	"strings"
	"time"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/api"
)

// The waits after failed rounds: the first is a part of the usual one, and they double.
const (
	firstPause = 4 // The usual wait divided by this.
	mostPause  = 5 * time.Minute
)

// pause is how long to wait after so many failed rounds in a row, at random within a quarter, so that many stations do not
// knock together. The shop's own wish counts where it has one.
func (s *Syncer) pause(fails int, err error) time.Duration {
	d := min(s.o.Every/firstPause<<min(max(fails-1, 0), 16), max(mostPause, s.o.Every))
	var e *api.Error
	if errors.As(err, &e) {
		d = max(d, e.RetryAfter)
	}
	return d + rand.N(d/4+1) //nolint:gosec // G404: a wait is no secret.
}

// faultOf classes a failure by what somebody can do about it.
func faultOf(err error) fulfillment.SyncFault {
	switch api.KindOf(err) {
	case "":
		return fulfillment.SyncHere
	case api.KindClock:
		return fulfillment.SyncClock
	case api.KindToken, api.KindTokenExpired:
		return fulfillment.SyncAccess
	case api.KindScope, api.KindSignature, api.KindCredentials, api.KindIP:
		return fulfillment.SyncSetup
	case api.KindOffline, api.KindLost, api.KindGivenUp, api.KindBreaker:
		return fulfillment.SyncOffline
	case api.KindCertificate, api.KindHTML, api.KindRedirect:
		return fulfillment.SyncBetween
	case api.KindRate:
		return fulfillment.SyncBusy
	default:
		return fulfillment.SyncShopFault
	}
}

// sentence is an error in one line for the eye.
func sentence(err error) string {
	return fulfillment.Clean(strings.ReplaceAll(err.Error(), "\n", "; "))
}
