package sim

import (
	"fmt"
	"net/http"
)

// refusal is an answer of the shop with an error code.
type refusal struct {
	status  int
	code    int64
	message string
	after   int // Retry-After in seconds; 0 for none.
}

// The codes of the gateway, which looks at a call before the shop does.
const (
	codeTokenUnfit     = 101000
	codeTokenExpired   = 105002
	codeScope          = 105005
	codeSign           = 106001
	codeCipherMissing  = 106013
	codeRate           = 36009002
	codeInternal       = 36009003
	codeCredentials    = 36009004
	codeGatewayTimeout = 36009007
	codePath           = 36009009
	codeMethod         = 36009010
	codeNotJSON        = 36009022
)

func gateway(status int, code int64, format string, args ...any) *refusal {
	return &refusal{status: status, code: code, message: fmt.Sprintf(format, args...)}
}

// no is a refusal of the shop itself, which comes with HTTP 200.
func no(code int64, format string, args ...any) *refusal {
	return &refusal{status: http.StatusOK, code: code, message: fmt.Sprintf(format, args...)}
}

// The codes of the shop. What each means stands in the platform's documentation of the operation that answers it.
const (
	codeBadParameter      = 21001001
	codeBadCancel         = 25001001
	codeCharacters        = 21004012
	codeTrackingCarrier   = 21004015
	codeTrackingNobody    = 11028006
	codeTrackingUsed      = 21034012
	codeTrackingTooOften  = 21011026
	codeTrackingLate      = 21011030
	codeTrackingOnce      = 21011049
	codeTrackingMoving    = 21011051
	codeNoProvider        = 21011022
	codeOnlySeller        = 21011004
	codeFBT               = 21008025
	codeRequestOpen       = 21011007
	codeAlready           = 21011020
	codeAlreadyPackage    = 21011040
	codeDelivered         = 21011027
	codeCancelled         = 21011041
	codeCancelledTracking = 21011042
	codeNotShipped        = 21011043
	codeOnHold            = 21011044
	codeNameItems         = 21011046
	codeStatusNow         = 10007002
	codeNotAwaiting       = 21042057
	codeNotYoursOrder     = 21011029
	codeNotYoursPackage   = 21011028
	codeNotYoursDetail    = 21008111
	codeSplitParameter    = 21011005
	codeSplitPolicy       = 21011035
	codeSlot              = 21011053
	codeLabelOnlyTikTok   = 11034002
	codeLabelFBT          = 21008043
	codeLabelNotShipped   = 21023035
	codeLabelNotReady     = 11034037
	codeLabelGone         = 21042102
	codeLabelCancelled    = 21023059
	codeOptionUnknown     = 21008116
	codeOptionFBT         = 21008117
	codeCancelNotFound    = 25007006
	codeCancelStatus      = 25001003
	codeCancelDone        = 25020009
	codeCancelReason      = 25001014
)
