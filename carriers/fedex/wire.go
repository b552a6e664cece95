package fedex

import (
	"encoding/json"
	"slices"

	"packdesk/carriers"
)

type question struct {
	Detailed bool         `json:"includeDetailedScans"`
	Numbers  []numberInfo `json:"trackingInfo"`
}

type associated struct {
	Detailed bool       `json:"includeDetailedScans"`
	Type     string     `json:"associatedType"`
	Master   numberInfo `json:"masterTrackingNumberInfo"`
}

type numberInfo struct {
	Info numberOf `json:"trackingNumberInfo"`
}

type numberOf struct {
	Number string `json:"trackingNumber"`
}

// sortNumbers puts the numbers in the order of the queries.
func sortNumbers(numbers []numberInfo, queries []carriers.Query) {
	at := map[string]int{}
	for i, q := range slices.Backward(queries) {
		at[carriers.NormalNumber(q.Number)] = i
	}
	slices.SortFunc(numbers, func(a, b numberInfo) int { return at[a.Info.Number] - at[b.Info.Number] })
}

type failure struct {
	Errors []fault `json:"errors"`
}

type fault struct {
	Code    carriers.Text `json:"code"`
	Message carriers.Text `json:"message"`
}

type answer struct {
	Output struct {
		Complete carriers.Elements[complete] `json:"completeTrackResults"`
		Alerts   json.RawMessage             `json:"alerts"` // A list, or a plain sentence.
	} `json:"output"`
}

type complete struct {
	Number  carriers.Text             `json:"trackingNumber"`
	Results carriers.Elements[result] `json:"trackResults"`
}

// result leaves out who received it, contacts, addresses and images.
type result struct {
	Info struct {
		Number   carriers.Text `json:"trackingNumber"`
		UniqueID carriers.Text `json:"trackingNumberUniqueId"`
	} `json:"trackingNumberInfo"`
	Latest struct {
		Code      carriers.Text `json:"code"`
		Derived   carriers.Text `json:"derivedCode"`
		Ancillary []struct {
			Reason carriers.Text `json:"reason"`
		} `json:"ancillaryDetails"`
		Delay delay `json:"delayDetail"`
	} `json:"latestStatusDetail"`
	Times []struct {
		Type carriers.Text `json:"type"`
		At   carriers.Text `json:"dateTime"`
	} `json:"dateAndTimes"`
	Package struct {
		Count carriers.Text `json:"count"`
	} `json:"packageDetails"`
	Service struct {
		Description carriers.Text `json:"description"`
	} `json:"serviceDetail"`
	Return json.RawMessage `json:"returnDetail"`
	Scans  []scan          `json:"scanEvents"`
	Error  *fault          `json:"error"`
}

type delay struct {
	Type carriers.Text `json:"type"`
}

type scan struct {
	Date      carriers.Text `json:"date"`
	Type      carriers.Text `json:"eventType"`
	Text      carriers.Text `json:"eventDescription"`
	Exception carriers.Text `json:"exceptionCode"`
	Why       carriers.Text `json:"exceptionDescription"`
	Derived   carriers.Text `json:"derivedStatusCode"`
	Delay     delay         `json:"delayDetail"`
	Location  struct {
		City    carriers.Text `json:"city"`
		State   carriers.Text `json:"stateOrProvinceCode"`
		Country carriers.Text `json:"countryCode"`
	} `json:"scanLocation"`
}
