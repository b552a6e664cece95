package seventeentrack

import (
	"packdesk/carriers"
)

type question struct {
	Number  string `json:"number"`
	Carrier int    `json:"carrier,omitempty"`
}

type answer struct {
	Code int `json:"code"`
	Data struct {
		Accepted carriers.Elements[accepted] `json:"accepted"`
		Rejected []rejected                  `json:"rejected"`
		Errors   []failure                   `json:"errors"`
	} `json:"data"`
}

type rejected struct {
	Number carriers.Text `json:"number"`
	Error  failure       `json:"error"`
}

type failure struct {
	Code    int           `json:"code"`
	Message carriers.Text `json:"message"`
}

// accepted leaves out addresses.
type accepted struct {
	Number  carriers.Text `json:"number"`
	Carrier int           `json:"carrier"`
	Info    *trackInfo    `json:"track_info"`
}

type trackInfo struct {
	Latest struct {
		Status carriers.Text `json:"status"`
		Sub    carriers.Text `json:"sub_status"`
	} `json:"latest_status"`
	Metrics struct {
		Estimate struct {
			To carriers.Text `json:"to"`
		} `json:"estimated_delivery_date"`
	} `json:"time_metrics"`
	Misc struct {
		Local carriers.Text `json:"local_number"`
	} `json:"misc_info"`
	Tracking struct {
		Providers []provider `json:"providers"`
	} `json:"tracking"`
}

type provider struct {
	Provider struct {
		Key  int           `json:"key"`
		Name carriers.Text `json:"name"`
	} `json:"provider"`
	Lang    carriers.Text `json:"provider_lang"`
	Service carriers.Text `json:"service_type"`
	Events  []event       `json:"events"`
}

type event struct {
	ISO carriers.Text `json:"time_iso"`
	UTC carriers.Text `json:"time_utc"`
	Raw struct {
		Date carriers.Text `json:"date"`
		Time carriers.Text `json:"time"`
		Zone carriers.Text `json:"timezone"`
	} `json:"time_raw"`
	Description carriers.Text `json:"description"`
	Translation struct {
		Lang        carriers.Text `json:"lang"`
		Description carriers.Text `json:"description"`
	} `json:"description_translation"`
	Location carriers.Text `json:"location"`
	Stage    carriers.Text `json:"stage"`
	Sub      carriers.Text `json:"sub_status"`
}

// 17TRACK's error codes, as far as they decide something.
const (
	codeBadAddress   = -18010001 // The machine's address is not on the account's list.
	codeBadKey       = -18010002
	codeInternal     = -18010003
	codeDisabled     = -18010004
	codeNotAllowed   = -18010005
	codeTooMany      = -18010014
	codeRegistered   = -18019901
	codeUnregistered = -18019902
	codeNoCarrier    = -18019903
	codeDailyLimit   = -18019907
	codeQuota        = -18019908
	codeNothingYet   = -18019909
	codeWrongCarrier = -18019910
	firstInvalid     = -18010010
	lastInvalid      = -18010013
)

// explain puts an error code into our words.
func (f failure) explain() *carriers.Error {
	switch f.Code {
	case codeBadAddress, codeBadKey, codeDisabled, codeNotAllowed:
		return carriers.Errorf(carriers.KindUnauthorised, "17TRACK refuses the key; check carriers.17track in the configuration (%s)", f.words())
	case codeInternal:
		return carriers.Errorf(carriers.KindServer, "17TRACK has trouble of its own (%s)", f.words())
	case codeUnregistered:
		return carriers.Errorf(carriers.KindUnregistered, "17TRACK wants the number registered first, which costs quota; set carriers.17track.register to let packdesk do it")
	case codeNothingYet, codeRegistered:
		return carriers.Errorf(carriers.KindNotFound, "17TRACK has no data for the number yet")
	case codeNoCarrier, codeWrongCarrier:
		return carriers.Errorf(carriers.KindBadNumber, "17TRACK cannot tell whose number this is; name the carrier")
	case codeDailyLimit, codeQuota:
		return carriers.Errorf(carriers.KindQuota, "17TRACK's quota is used up (%s)", f.words())
	case codeTooMany:
		return carriers.Errorf(carriers.KindBadRequest, "17TRACK takes fewer numbers at once (%s)", f.words())
	}
	if f.Code <= firstInvalid && f.Code >= lastInvalid {
		return carriers.Errorf(carriers.KindBadNumber, "17TRACK does not take this for a number (%s)", f.words())
	}
	return carriers.Errorf(carriers.KindServer, "17TRACK could not answer (code %d)", f.Code)
}

func (f failure) words() string { return carriers.PublicText(string(f.Message)) }

// refusal is why the whole call failed; nil when it did not.
func (a *answer) refusal() *carriers.Error {
	switch {
	case a.Code != 0 && len(a.Data.Errors) > 0:
		return a.Data.Errors[0].explain()
	case a.Code != 0:
		return failure{Code: a.Code}.explain()
	default:
		return nil
	}
}
