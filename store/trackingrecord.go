package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"
	"time"

	"packdesk/fulfillment"
)

// FollowedAnswer is what came of asking about a parcel, as it is to be kept.
type FollowedAnswer struct {
	ID          string
	Source      string // The adapter that is to be asked from now on.
	At          time.Time
	Told        bool // The carrier has answered: Events, Last and Report are news. Else they stay as they were.
	Status      string
	Reason      string
	State       string
	NeedsAction bool   // Somebody has to act, because of the state or of the problem.
	Problem     string // What a person should see to though the carrier has not said it.
	KeepProblem bool   // Nobody knows whether the problem is still there: it stays, and with it the need to act.
	Scan        string // The first scan's moment; empty when that is not news.
	Scanned     bool
	Fault       string
	FinalAt     time.Time
	Misses      int
	Rank        int
	NextAt      time.Time // Zero for never.
	Stop        string

	Events []FollowedEvent // Oldest first.
	Last   string
	LastAt time.Time // Roughly when the newest event happened; decides the place in the list. Zero when nothing tells.
	Report string

	News fulfillment.CarrierNews // For the parcel's orders; no stage when there is none.
}

// RecordFollowed writes answers, all or none: events that are new are added, old ones stay, the claims end, and the
// orders follow their carriers by the domain's rule. Recording an answer again changes nothing. Answers about parcels that
// nobody follows any more are passed over.
func (s *Store) RecordFollowed(ctx context.Context, answers []FollowedAnswer) error {
	err := s.write(ctx, func(t *tx) error {
		rec, err := t.newRecorder(ctx, answers)
		if err != nil {
			return err
		}
		for i := range answers {
			if err == nil {
				err = rec.put(ctx, &answers[i])
			}
		}
		if err == nil {
			err = rec.events.flush(ctx)
		}
		if err == nil {
			err = t.tellOrders(ctx, rec.told)
		}
		return errors.Join(err, rec.close())
	})
	if err != nil {
		return fmt.Errorf("record %d answers: %w", len(answers), err)
	}
	return nil
}

// recorded is what the table holds of a parcel before an answer is written.
type recorded struct {
	key     int64
	mark    int64
	stage   fulfillment.Stage
	place   int64
	problem string
	needs   bool
}

// recorder writes answers with statements prepared once.
type recorder struct {
	t      *tx
	have   map[string]*recorded
	update *sql.Stmt // For a failure,
	report *sql.Stmt // and for an answer.
	args   []any
	events *bulk
	told   []toldOrders
}

// toldOrders is news for the orders of a parcel.
type toldOrders struct {
	key    int64
	number string
	at     time.Time
	news   fulfillment.CarrierNews
}

func (t *tx) newRecorder(ctx context.Context, answers []FollowedAnswer) (*recorder, error) {
	rec := &recorder{t: t, have: make(map[string]*recorded, len(answers)), args: make([]any, 0, 25)}
	ids := make([]string, len(answers))
	for i := range answers {
		ids[i] = answers[i].ID
	}
	list, err := encode(ids)
	if err != nil {
		return nil, err
	}
	if err := t.query(ctx, "SELECT id, key, mark, stage, place, problem, needs_action FROM tracked WHERE "+t.s.dialect.in("id", "$1"), []any{list}, func(r *sql.Rows) error {
		var h recorded
		var id string
		err := r.Scan(&id, &h.key, &h.mark, &h.stage, &h.place, &h.problem, &h.needs)
		rec.have[id] = &h
		return err
	}); err != nil {
		return nil, err
	}
	if rec.update, err = t.PrepareContext(ctx, t.s.dialect.bulk(updateFollowed)); err != nil {
		return nil, err
	}
	if rec.report, err = t.PrepareContext(ctx, t.s.dialect.bulk(updateReport)); err != nil {
		return nil, errors.Join(err, rec.close())
	}
	rec.events, err = t.newBulk(ctx, "tracked_events", "tracked, id, pos, body",
		" ON CONFLICT (tracked, id) DO UPDATE SET pos = excluded.pos WHERE tracked_events.pos <> excluded.pos")
	if err != nil {
		return nil, errors.Join(err, rec.close())
	}
	return rec, nil
}

func (rec *recorder) close() error {
	errs := []error{rec.events.close()}
	for _, st := range []*sql.Stmt{rec.update, rec.report} {
		if st != nil {
			errs = append(errs, st.Close())
		}
	}
	return errors.Join(errs...)
}

const (
	setFollowed = "UPDATE tracked SET source = $1, rank = $2, next_at = $3, claim = 0, stop = $4, status = $5, reason = $6, state = $7, needs_action = $8, " +
		"problem = $9, scanned = $10, due_by = CASE WHEN $11 THEN 0 ELSE due_by END, checked_at = $12, final_at = $13, misses = $14, fault = $15, " +
		"stage = $16, grp = $17, place = $18"
	updateFollowed = setFollowed + " WHERE key = $19"
	updateReport   = setFollowed + ", told_at = $19, mark = $20, last = $21, report = $22, scan = CASE WHEN $23 <> '' THEN $24 ELSE scan END WHERE key = $25"
)

func (rec *recorder) put(ctx context.Context, a *FollowedAnswer) error {
	ctx = context.WithoutCancel(ctx)
	h := rec.have[a.ID]
	if h == nil {
		return nil
	}
	if a.KeepProblem {
		a.Problem, a.NeedsAction = h.problem, a.NeedsAction || h.needs && h.problem != ""
	}
	if a.News.Stage != "" && a.News.Stage != h.stage {
		rec.told = append(rec.told, toldOrders{key: h.key, number: a.ID, at: a.At, news: a.News})
		h.stage = a.News.Stage
	}
	place := a.place(h)
	args := append(rec.args[:0], a.Source, int64(a.Rank), due(a.NextAt), a.Stop, a.Status, a.Reason, a.State, a.NeedsAction, a.Problem, a.Scanned, a.Scanned,
		stamp(a.At), stamp(a.FinalAt), int64(a.Misses), a.Fault, string(h.stage), int64(place.Group), place.Value)
	if !a.Told {
		_, err := rec.update.ExecContext(ctx, append(args, h.key)...)
		return err
	}
	mark := a.mark()
	if _, err := rec.report.ExecContext(ctx, append(args, stamp(a.At), mark, a.Last, a.Report, a.Scan, a.Scan, h.key)...); err != nil {
		return err
	}
	if mark == h.mark {
		return nil
	}
	h.mark = mark
	for i := range a.Events {
		if rec.events.full() {
			if err := rec.events.flush(ctx); err != nil {
				return err
			}
		}
		rec.events.args = append(rec.events.args, h.key, a.Events[i].ID, i, a.Events[i].Body)
	}
	return nil
}

// mark tells one list of events from another.
func (a *FollowedAnswer) mark() int64 {
	h := fnv.New64a()
	for i := range a.Events {
		_, _ = h.Write([]byte(a.Events[i].ID)) // A hash takes everything.
	}
	return int64(h.Sum64()) //nolint:gosec // The sign means nothing.
}

// place is where the parcel stands in the list from now on.
func (a *FollowedAnswer) place(h *recorded) FollowedPlace {
	at := h.place
	if at < 0 {
		at = -at
	}
	if !a.LastAt.IsZero() {
		at = stamp(a.LastAt)
	}
	switch {
	case a.NeedsAction:
		return FollowedPlace{GroupAction, at}
	case a.Stop != "" || !a.FinalAt.IsZero():
		return FollowedPlace{GroupEnded, -at}
	default:
		return FollowedPlace{GroupMoving, at}
	}
}

// tellOrders lets orders follow their carriers, with an entry in the journal for each parcel that moved one.
func (t *tx) tellOrders(ctx context.Context, told []toldOrders) error {
	if len(told) == 0 {
		return nil
	}
	keys := make([]int64, len(told))
	news := make(map[int64]*toldOrders, len(told))
	for i := range told {
		keys[i] = told[i].key
		news[told[i].key] = &told[i]
	}
	list, err := encode(keys)
	if err != nil {
		return err
	}
	type link struct {
		tracked, ord int64
		parcel       string
	}
	var links []link
	if err := t.query(ctx, "SELECT tracked, ord, parcel FROM tracked_orders WHERE "+t.s.dialect.in("tracked", "$1")+" ORDER BY ord, tracked", []any{list}, func(r *sql.Rows) error {
		var l link
		err := r.Scan(&l.tracked, &l.ord, &l.parcel)
		links = append(links, l)
		return err
	}); err != nil || len(links) == 0 {
		return err
	}
	ords := make([]int64, len(links))
	for i := range links {
		ords[i] = links[i].ord
	}
	if list, err = encode(ords); err != nil {
		return err
	}
	found, err := loadOrders(ctx, t, "WHERE "+t.s.dialect.in("key", "$1"), []any{list})
	if err != nil {
		return err
	}
	byKey := make(map[int64]*loaded, len(found))
	for _, l := range found {
		byKey[l.key] = l
	}
	var entries []fulfillment.Entry
	changed := map[*loaded]bool{}
	for _, k := range links {
		l, n := byKey[k.ord], news[k.tracked]
		heard := n.news
		heard.Parcel = k.parcel
		if !l.order.Hear(heard) {
			continue
		}
		changed[l] = true
		entries = append(entries, fulfillment.Entry{
			Kind: heard.Entry(), At: n.at, Order: l.order.ID, Parcel: k.parcel, Detail: map[string]string{"tracking": n.number, "stage": string(heard.Stage)},
		})
		if err := t.keepHeard(ctx, l.order, k.parcel); err != nil {
			return err
		}
	}
	for _, l := range found {
		if !changed[l] {
			continue
		}
		policy := t.s.policy(l.order.Shop)
		if err := t.writeLocal(ctx, l, &policy); err != nil {
			return err
		}
	}
	return t.record(ctx, entries...)
}

// keepHeard writes a parcel as the carrier's news have left it.
func (t *tx) keepHeard(ctx context.Context, o *fulfillment.Order, parcel string) error {
	for i := range o.Parcels {
		p := &o.Parcels[i]
		if p.ID != parcel {
			continue
		}
		if _, err := t.ExecContext(ctx, "UPDATE parcels SET stage = $2, handed_at = $3 WHERE id = $1", p.ID, string(p.Stage), stamp(p.HandedAt)); err != nil {
			return err
		}
	}
	return nil
}
