package dhl

import "packdesk/carriers"

// services are the divisions that DHL takes as a hint.
//
//nolint:gochecknoglobals // A constant list.
var services = []string{
	"dgf", "dsc", "ecommerce", "ecommerce-apac", "ecommerce-europe", "ecommerce-iberia", "ecommerce-ppl", "express", "freight",
	"parcel-de", "parcel-nl", "parcel-pl", "parcel-uk", "post-de", "post-international", "sameday", "svb",
}

type problem struct {
	Title  carriers.Text `json:"title"`
	Detail carriers.Text `json:"detail"`
}

type answer struct {
	Shipments []shipment `json:"shipments"`
}

type shipment struct {
	ID         carriers.Text `json:"id"`
	Service    string        `json:"service"`
	Status     event         `json:"status"`
	Estimate   carriers.Text `json:"estimatedTimeOfDelivery"`
	ServiceURL carriers.Text `json:"serviceUrl"`
	Returned   bool          `json:"returnFlag"`
	Details    struct {
		Pieces int `json:"totalNumberOfPieces"`
	} `json:"details"`
	Events []event `json:"events"`
}

// event leaves out what is personal: street, service point and signature.
type event struct {
	Timestamp   string        `json:"timestamp"`
	StatusCode  carriers.Text `json:"statusCode"`
	Status      carriers.Text `json:"status"`
	Description carriers.Text `json:"description"`
	Remark      carriers.Text `json:"remark"`
	NextSteps   carriers.Text `json:"nextSteps"`
	Location    struct {
		Address struct {
			Country  carriers.Text `json:"countryCode"`
			Locality carriers.Text `json:"addressLocality"`
		} `json:"address"`
	} `json:"location"`
}
