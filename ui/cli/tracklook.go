package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"packdesk/carriers"
	"packdesk/fulfillment"
	"packdesk/store"
	"packdesk/ui/tracking"
)

// Detect implements tracking.Finder.
func (d trackDesk) Detect(ctx context.Context, number string) (tracking.Reading, error) {
	found := carriers.Detect(number, carriers.Hints{})
	r := tracking.Reading{Number: found.Number, Suggested: found.Suggested}
	numbers := []string{found.Number}
	for i := range found.Candidates {
		c := &found.Candidates[i]
		q := carriers.Query{Number: c.Number, Carrier: c.Carrier, Service: c.Service}
		r.Candidates = append(r.Candidates, tracking.Candidate{
			Choice: tracking.Choice{Number: c.Number, Carrier: string(c.Carrier), Service: c.Service}, Name: carrierWords(c.Carrier),
			Check: tracking.Check(c.Check), Why: tracking.Words{EN: c.Why, ZH: whyChinese(c, found.Number)}, Asked: len(d.roster.Route(q)) > 0,
		})
		numbers = append(numbers, c.Number)
	}
	r.Decided = found.Decided
	if len(r.Candidates) == 0 && found.Number != "" && d.roster.Named("17track") != nil {
		r.Candidates = []tracking.Candidate{{
			Choice: tracking.Choice{Number: found.Number}, Name: sourceWords("17track"), Check: tracking.CheckNone, Asked: true,
			Why: tracking.Words{EN: "no carrier is known to count like this; 17TRACK may find it all the same", ZH: "没有已知承运商使用这种单号；17TRACK 或许能查到"},
		}}
	}
	for _, n := range numbers {
		id, err := d.store.FollowedNumbered(ctx, n)
		if err == nil {
			r.Followed = id
			return r, nil
		}
		if !errors.Is(err, fulfillment.ErrNotFound) {
			return r, err
		}
	}
	return r, nil
}

// whyChinese says in Chinese why a number may be a carrier's.
func whyChinese(c *carriers.Candidate, number string) string {
	why := cmp.Or(formChinese(c.Form), c.Name)
	switch c.Check {
	case carriers.CheckOK:
		why += "；校验位正确"
	case carriers.CheckBad:
		why += "；校验位错误，可能输错了"
	case carriers.CheckNone:
		why += "；该格式没有校验位"
	}
	if c.Number != number {
		why += "；可查询的单号在条码之内"
	}
	return why
}

// Look implements tracking.Finder. Whoever may know the number is asked, the best first.
func (d trackDesk) Look(ctx context.Context, c tracking.Choice) (*tracking.Parcel, error) {
	carrier := carriers.Carrier(c.Carrier)
	q := carriers.Query{Number: c.Number, Carrier: carrier, Service: c.Service, Detail: true}
	var fault *carriers.Error
	for _, a := range d.roster.Route(q) {
		result := carriers.AskOne(ctx, a, carriers.English, q)
		if result.Report != nil {
			p := told(c, result.Report, d.now())
			var err error
			p.Key, err = d.keyOf(ctx, a)
			return p, err
		}
		if fault == nil {
			fault = result.Err
		}
		if ctx.Err() != nil {
			break
		}
	}
	p := &tracking.Parcel{
		Row:    tracking.Row{Number: c.Number, Carrier: carrierWords(carrier), Status: tracking.StatusUnknown, Fault: faultOf(fault)},
		Choice: c, Links: linksOf(carrier, c.Service, c.Number, ""),
	}
	if fault == nil {
		p.Fault = tracking.Fault{Kind: "unserved", Carrier: carrierWords(carrier)}
		return p, nil
	}
	p.CheckedAt = d.now()
	return p, nil
}

// Follow implements tracking.Finder.
func (d trackDesk) Follow(ctx context.Context, c tracking.Choice) (string, error) {
	if c.Number == "" {
		return "", fmt.Errorf("%w: there is no number to follow", fulfillment.ErrInvalid)
	}
	state := carriers.State{Status: carriers.StatusUnknown}
	f := store.Followed{
		ID: c.Number, Number: c.Number, Carrier: c.Carrier, Service: c.Service, Status: string(state.Status), NextAt: d.now(),
		Rank: carriers.Rank(&carriers.Tracked{}, state),
	}
	return f.ID, d.store.SaveFollowed(ctx, f)
}

// OrderPages implements tracking.Finder.
func (d trackDesk) OrderPages(order string) []tracking.Link {
	var links []tracking.Link
	for _, site := range []carriers.Carrier{carriers.Amazon, "iherb"} {
		pages := carriers.OrderPages(site, "")
		if order != "" {
			pages = append(carriers.OrderPages(site, order), pages...)
		}
		for i := range pages {
			links = append(links, linkOf(&pages[i]))
		}
	}
	return links
}
