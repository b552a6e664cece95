package ups

import "packdesk/carriers"

// badNumber is UPS's code for a number that is none.
const badNumber = "TV1002"

type failure struct {
	Response struct {
		Errors []struct {
			Code    carriers.Text `json:"code"`
			Message carriers.Text `json:"message"`
		} `json:"errors"`
	} `json:"response"`
}

type answer struct {
	TrackResponse struct {
		Shipment []shipment `json:"shipment"`
	} `json:"trackResponse"`
}

type shipment struct {
	Inquiry  carriers.Text `json:"inquiryNumber"`
	Packages []parcel      `json:"package"`
	Warnings []struct {
		Code    carriers.Text `json:"code"`
		Message carriers.Text `json:"message"`
	} `json:"warnings"`
}

// parcel leaves out who received it, signatures, addresses and references.
type parcel struct {
	Number   carriers.Text `json:"trackingNumber"`
	Activity []activity    `json:"activity"`
	Current  struct {
		Code carriers.Text `json:"code"`
	} `json:"currentStatus"`
	Dates []struct {
		Type carriers.Text `json:"type"`
		Date carriers.Text `json:"date"`
	} `json:"deliveryDate"`
	Time *struct {
		Type  carriers.Text `json:"type"`
		Start carriers.Text `json:"startTime"`
		End   carriers.Text `json:"endTime"`
	} `json:"deliveryTime"`
	Access *struct {
		PickupBy carriers.Text `json:"pickupByDate"`
	} `json:"accessPointInformation"`
	Alternate []struct {
		Number carriers.Text `json:"number"`
	} `json:"alternateTrackingNumber"`
	Service struct {
		Description carriers.Text `json:"description"`
	} `json:"service"`
	Count int `json:"packageCount"`
}

type activity struct {
	Location struct {
		Address struct {
			City    carriers.Text `json:"city"`
			State   carriers.Text `json:"stateProvince"`
			Country carriers.Text `json:"countryCode"`
		} `json:"address"`
	} `json:"location"`
	Status struct {
		Type        carriers.Text `json:"type"`
		Code        carriers.Text `json:"code"`
		StatusCode  carriers.Text `json:"statusCode"`
		Description carriers.Text `json:"description"`
	} `json:"status"`
	Date      carriers.Text `json:"date"`
	Time      carriers.Text `json:"time"`
	GMTDate   carriers.Text `json:"gmtDate"`
	GMTTime   carriers.Text `json:"gmtTime"`
	GMTOffset carriers.Text `json:"gmtOffset"`
}
