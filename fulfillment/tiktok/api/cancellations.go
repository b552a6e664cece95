package api

import (
	"context"
	"iter"
	"net/url"
	"time"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/wire"
)

// MaxCancelPage is the number of cancellations in one page of a search.
const MaxCancelPage = 50

// CancelStatus is how far a cancellation is. The list is open.
type CancelStatus string

// The statuses that searches know. Answers spell the third CANCELLED; CancelStatus values read here have one spelling.
const (
	CancelPending   CancelStatus = "CANCELLATION_REQUEST_PENDING" // Waits for the seller's answer.
	CancelGranted   CancelStatus = "CANCELLATION_REQUEST_SUCCESS"
	CancelWithdrawn CancelStatus = "CANCELLATION_REQUEST_CANCEL" // Rejected or taken back.
	CancelComplete  CancelStatus = "CANCELLATION_REQUEST_COMPLETE"
)

// Cancellation is a request to cancel an order or some of its units.
type Cancellation struct {
	ID        string
	Order     string
	Status    CancelStatus
	Type      string // CANCEL by the seller or the platform, BUYER_CANCEL; other values occur.
	By        string // BUYER, SELLER or SYSTEM.
	Reason    string // The platform's key.
	Text      string // The reason in words.
	Items     []string
	Amount    string // The refund as decimal text.
	Currency  string
	AnswerBy  time.Time // Granted by itself then; zero when no answer is asked for.
	CreatedAt time.Time
	UpdatedAt time.Time
}

// CancelQuery is what a search is for. Zero fields do not narrow it.
type CancelQuery struct {
	IDs         []string
	Orders      []string
	Buyers      []string
	Types       []string // CANCEL or BUYER_CANCEL.
	Status      []CancelStatus
	CreatedFrom time.Time
	CreatedTo   time.Time
	UpdatedFrom time.Time
	UpdatedTo   time.Time
	Locale      string // The language of Cancellation.Text, such as "en-GB".
	PageSize    int    // 1 to MaxCancelPage; 0 is MaxCancelPage.
}

// CancelPage is one page of a search, oldest first.
type CancelPage struct {
	Cancellations []Cancellation
	Next          string
	Total         int
}

// RejectReason is a reason that the platform accepts for a rejection.
type RejectReason struct {
	Key  string
	Text string
}

type cancelSearch struct {
	IDs         []string       `json:"cancel_ids,omitempty"`
	Orders      []string       `json:"order_ids,omitempty"`
	Buyers      []string       `json:"buyer_user_ids,omitempty"`
	Types       []string       `json:"cancel_types,omitempty"`
	Status      []CancelStatus `json:"cancel_status,omitempty"`
	CreatedFrom int64          `json:"create_time_ge,omitempty"`
	CreatedTo   int64          `json:"create_time_lt,omitempty"`
	UpdatedFrom int64          `json:"update_time_ge,omitempty"`
	UpdatedTo   int64          `json:"update_time_lt,omitempty"`
	Locale      string         `json:"locale,omitempty"`
}

type cancelData struct {
	ID     wire.Text `json:"cancel_id"`
	Order  wire.Text `json:"order_id"`
	Status wire.Text `json:"cancel_status"`
	Type   wire.Text `json:"cancel_type"`
	Role   wire.Text `json:"role"`
	Reason wire.Text `json:"cancel_reason"`
	Text   wire.Text `json:"cancel_reason_text"`
	Refund struct {
		Total    wire.Text `json:"refund_total"`
		Currency wire.Text `json:"currency"`
	} `json:"refund_amount"`
	Next []struct {
		Action   wire.Text   `json:"action"`
		Deadline wire.Moment `json:"deadline"`
	} `json:"seller_next_action_response"`
	Items []struct {
		ID wire.Text `json:"order_line_item_id"`
	} `json:"cancel_line_items"`
	Created wire.Moment `json:"create_time"`
	Updated wire.Moment `json:"update_time"`
}

var (
	opCancelSearch  = operation{id: "search_cancellations"}
	opCancelApprove = operation{id: "approve_cancellation", changes: true}
	opCancelReject  = operation{id: "reject_cancellation", changes: true}
	opRejectReasons = operation{id: "get_reject_reasons"}
)

// SearchCancellations reads one page; page is empty for the first and CancelPage.Next for the others.
func (s *Shop) SearchCancellations(ctx context.Context, q CancelQuery, page string) (CancelPage, error) {
	k := s.post(&opCancelSearch, "search cancellations", "/return_refund/202309/cancellations/search", paging(q.PageSize, MaxCancelPage, page), cancelSearch{
		IDs: q.IDs, Orders: q.Orders, Buyers: q.Buyers, Types: q.Types, Status: q.Status, CreatedFrom: seconds(q.CreatedFrom), CreatedTo: seconds(q.CreatedTo),
		UpdatedFrom: seconds(q.UpdatedFrom), UpdatedTo: seconds(q.UpdatedTo), Locale: q.Locale,
	})
	if err := firstError(checkIDs(&k, "cancellation", q.IDs), checkIDs(&k, "order", q.Orders)); err != nil {
		return CancelPage{}, err
	}
	d, err := ask[struct {
		leaf

		Cancellations []cancelData `json:"cancellations"`
	}](ctx, s, k)
	if err != nil {
		return CancelPage{}, err
	}
	p := CancelPage{Next: string(d.Next), Total: int(d.Total)}
	for i := range d.Cancellations {
		p.Cancellations = append(p.Cancellations, d.Cancellations[i].cancellation())
	}
	return p, nil
}

// Cancellations walks through the pages of a search like Orders.
func (s *Shop) Cancellations(ctx context.Context, q CancelQuery, page string) iter.Seq2[CancelPage, error] {
	return walk("search cancellations", &opCancelSearch, page, func(token string) (CancelPage, turn, error) {
		p, err := s.SearchCancellations(ctx, q, token)
		return p, turn{p.Next, len(p.Cancellations), p.Total}, err
	})
}

func (d *cancelData) cancellation() Cancellation {
	c := Cancellation{
		ID: d.ID.Clean(), Order: d.Order.Clean(), Status: CancelStatus(d.Status.Clean()), Type: d.Type.Clean(), By: d.Role.Clean(),
		Reason: d.Reason.Clean(), Text: d.Text.Clean(), Amount: d.Refund.Total.Clean(), Currency: d.Refund.Currency.Clean(),
		CreatedAt: d.Created.Time(), UpdatedAt: d.Updated.Time(),
	}
	if c.Status == "CANCELLATION_REQUEST_CANCELLED" {
		c.Status = CancelWithdrawn
	}
	for _, n := range d.Next {
		if at := n.Deadline.Time(); !at.IsZero() && (c.AnswerBy.IsZero() || at.Before(c.AnswerBy)) {
			c.AnswerBy = at
		}
	}
	for _, i := range d.Items {
		c.Items = append(c.Items, i.ID.Clean())
	}
	return c
}

// ApproveCancellation grants a request. key makes the shop take a repeated call for the same one; it may be empty. An
// order that is cancelled already is done.
func (s *Shop) ApproveCancellation(ctx context.Context, id, key string) Result {
	r := s.answerCancellation(ctx, &opCancelApprove, "approve", id, key, struct{}{})
	if r.Kind() == KindCancelled {
		return Result{Outcome: OutcomeDone, Already: true}
	}
	return r
}

// RejectCancellation rejects a request with one of the RejectReasons and, if wanted, a comment for the buyer.
func (s *Shop) RejectCancellation(ctx context.Context, id, reason, comment, key string) Result {
	type body struct {
		Reason  string `json:"reject_reason"`
		Comment string `json:"comment,omitempty"`
	}
	return s.answerCancellation(ctx, &opCancelReject, "reject", id, key, body{reason, comment})
}

func (s *Shop) answerCancellation(ctx context.Context, op *operation, verb, id, key string, body any) Result {
	query := url.Values{}
	if key != "" {
		query.Set("idempotency_key", key)
	}
	k := s.post(op, verb+" cancellation "+fulfillment.Clean(id), "/return_refund/202309/cancellations/"+id+"/"+verb, query, body)
	if err := checkID(&k, "cancellation", id); err != nil {
		return resultOf(err)
	}
	_, r := tell[struct{}](ctx, s, k)
	return r
}

// RejectReasons lists the reasons that the platform accepts for rejecting this request.
func (s *Shop) RejectReasons(ctx context.Context, id, locale string) ([]RejectReason, error) {
	query := url.Values{"return_or_cancel_id": {id}}
	if locale != "" {
		query.Set("locale", locale)
	}
	k := s.get(&opRejectReasons, "list the reasons for rejecting cancellation "+fulfillment.Clean(id), "/return_refund/202309/reject_reasons", query)
	if err := checkID(&k, "cancellation", id); err != nil {
		return nil, err
	}
	d, err := ask[struct {
		Reasons []struct {
			Name wire.Text `json:"name"`
			Text wire.Text `json:"text"`
		} `json:"reasons"`
	}](ctx, s, k)
	if err != nil {
		return nil, err
	}
	var reasons []RejectReason
	for _, r := range d.Reasons {
		reasons = append(reasons, RejectReason{r.Name.Clean(), r.Text.Clean()})
	}
	return reasons, nil
}
