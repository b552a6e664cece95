package api

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
)

func TestCodesHoldEveryDocumentedCode(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("testdata/error-codes.json")
	require.NoError(t, err)
	var documented []struct {
		Code  int64
		Class string
		Gloss string
	}
	require.NoError(t, json.Unmarshal(b, &documented))
	require.Len(t, documented, 176)
	assert.Len(t, codes(), 176)

	kinds := map[string]string{ // The classes of the data, each with its kinds.
		"auth": "token scope signature credentials ip", "auth_refresh": "token_expired", "caller_bug": "request reason",
		"retry": "fault label_not_ready", "not_ready": "not_ready not_arranged label_not_ready", "blocked_setup": "setup",
		"blocked_split": "split", "done_already": "already", "blocked_service": "service", "blocked_address": "address",
		"blocked_product": "product", "blocked_size": "size", "blocked_tracking": "tracking tracking_used tracking_fixed",
		"wrong_mode": "wrong_mode", "blocked_invoice": "invoice", "wrong_region": "region", "blocked_slot": "slot",
		"blocked_policy": "policy", "blocked_cancel": "cancelled cancel_requested", "not_yours": "not_yours", "wait_on_hold": "on_hold",
		"wrong_status": "wrong_status", "too_late": "label_gone", "not_found": "not_found", "rate_limited": "rate",
	}
	for _, d := range documented {
		m, ok := codes()[d.Code]
		require.True(t, ok, "code %d", d.Code)
		assert.Contains(t, strings.Fields(kinds[d.Class]), string(m.kind), "code %d: %s, %s", d.Code, d.Class, d.Gloss)
		assert.NotEmpty(t, m.words, "code %d", d.Code)
	}
	assert.Contains(t, codesCSV, "# Source:")
}

func TestCodesThatMatter(t *testing.T) {
	t.Parallel()
	for kind, list := range map[Kind][]int64{
		KindAlready:         {21011020, 21011040, 21008099, 11006021},
		KindCancelRequested: {21011007, 21008044},
		KindCancelled:       {21011041, 21011042},
		KindOnHold:          {21011044},
		KindTracking:        {11028006, 21011022, 21004015},
		KindTrackingUsed:    {21011025, 21034012, 21011026},
		KindTrackingFixed:   {21011049, 21011050, 21011051, 21011052},
		KindLabelNotReady:   {11034037, 11034023},
		KindNotArranged:     {21023035, 21042104},
		KindLabelGone:       {21042102},
		KindWrongMode:       {11034002, 21008017, 21008025, 21008043, 21008117},
		KindTokenExpired:    {105002},
		KindScope:           {105005},
		KindSignature:       {106001},
		KindToken:           {101000},
		KindRate:            {36009002},
		KindFault:           {36009003, 11001027},
		KindIP:              {36009033},
		KindUnknownCode:     {99999999},
	} {
		for _, code := range list {
			assert.Equal(t, kind, meaningOf(code, &opMark).kind, "code %d", code)
		}
	}
	assert.Equal(t, KindLabelGone, meaningOf(21023046, &opDocument).kind, "already shipped is not done when a label is wanted")
}

func TestEveryKindHasItsTraits(t *testing.T) {
	t.Parallel()
	assert.Len(t, Kinds(), len(traits))
	worded := map[Kind]bool{}
	for _, m := range codes() {
		worded[m.kind] = true
	}
	for _, k := range Kinds() {
		tr, ok := traits[k]
		require.True(t, ok, k)
		assert.Error(t, tr.is, k)
		assert.NotEmpty(t, tr.outcome, k)
		assert.True(t, tr.words != "" || worded[k], "%s has no words", k)
		e := (&call{op: &opMark, what: "try"}).fail(k, nil)
		assert.NotContains(t, e.Error(), "_", k)
		if tr.stops {
			assert.ErrorIs(t, e, fulfillment.ErrUnauthorised, k)
			assert.NotEmpty(t, tr.advice, "%s needs a person, who must be told what to do", k)
		}
		if read := (&call{op: &opShops, what: "try"}).fail(k, nil); read.Outcome == OutcomeUnknown {
			t.Errorf("%s: a call that only reads has no unknown outcome", k)
		}
	}
}

func TestCredentialsNameTheCulprit(t *testing.T) {
	t.Parallel()
	for message, want := range map[string]Kind{
		"Invalid timestamp. The timestamp is expired":             KindClock,
		"Invalid credentials. The 'x-tts-access-token' is wrong":  KindToken,
		"The 'access_token' is invalid":                           KindToken,
		"Invalid app_key":                                         KindCredentials,
		"Invalid sign":                                            KindSignature,
		"Invalid page_token":                                      KindRequest,
		"Something else":                                          KindCredentials,
		"The path parameter 'order_id' is not a valid identifier": KindRequest,
	} {
		assert.Equal(t, want, credentials(message), message)
	}
}
