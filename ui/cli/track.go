package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"packdesk/carriers"
	"packdesk/fulfillment"
	"packdesk/store"
	"packdesk/ui/i18n"
)

// trackFlags are the settings of track.
type trackFlags struct {
	carrier, country, site, order string
	save, json                    bool
}

func (p *Program) trackCommand() *cobra.Command {
	var f trackFlags
	cmd := &cobra.Command{
		Use: "track NUMBER...", Short: "Say where parcels are", Args: cobra.MinimumNArgs(1),
		Long: "Asks the carriers now, within their budgets. A number that is followed already is recorded like any answer of the poller; " +
			"any other number is looked up and forgotten, unless --save follows it from now on. --lang zh says everything in Chinese.",
		Example: "  packdesk track 1ZW0000A0300000013\n  packdesk track EB000000005CN --lang en --json",
		RunE: p.ready(func(cmd *cobra.Command, args []string) error {
			return p.use(cmd.Context(), func(s *store.Store) error { return p.track(cmd.Context(), s, args, f) })
		}),
	}
	cmd.Flags().StringVar(&f.carrier, "carrier", "", "who carries it, where the number does not tell")
	cmd.Flags().StringVar(&f.country, "country", "", "where it goes, such as GB")
	cmd.Flags().StringVar(&f.site, "site", "", "where it was bought: amazon or iherb; adds the page of the order there")
	cmd.Flags().StringVar(&f.order, "order", "", "the order number at that site")
	cmd.Flags().BoolVar(&f.save, "save", false, "follow the numbers from now on")
	cmd.Flags().BoolVar(&f.json, "json", false, "print one JSON object per number")
	return cmd
}

// atOnce is how many numbers are looked up at the same time.
const atOnce = 4

func (p *Program) track(ctx context.Context, s *store.Store, numbers []string, f trackFlags) error {
	hints := carriers.Hints{Country: f.country}
	for _, n := range numbers {
		if why := noNumber(n); why != "" {
			return usagef("%s", why)
		}
	}
	if f.carrier != "" {
		var err error
		if hints.Carrier, err = carrierOf(f.carrier); err != nil {
			return err
		}
	}
	var more []carriers.Page
	if f.site != "" {
		if more = carriers.OrderPages(carriers.Carrier(strings.ToLower(f.site)), f.order); len(more) == 0 {
			more = carriers.OrderPages(carriers.Carrier(strings.ToLower(f.site)), "")
		}
		if len(more) == 0 {
			return usagef("--site %q: wants amazon or iherb", fulfillment.Clean(f.site))
		}
	}
	t, setUp := p.trackers(s, p.Now, nil)
	defer t.close()
	for _, err := range setUp {
		p.complainAbout(err)
	}
	found := make([]seen, len(numbers))
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	same := firstOfEach(numbers, hints)
	for i, n := range numbers {
		if same[i] != i {
			continue
		}
		g.Go(func() (err error) {
			found[i], err = t.see(gctx, n, hints, p.lang(), f.save)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	var failures []error
	for i := range found {
		found[i] = found[same[i]]
		if found[i].err != nil {
			failures = append(failures, found[i].err)
		}
		if err := p.tellSeen(&found[i], more, f.json); err != nil {
			return err
		}
	}
	return someMissing(len(failures), len(found), reportedError{exitCode(errors.Join(failures...))})
}

// firstOfEach says for each number which one is the first that means the same parcel: nobody is asked about one twice.
func firstOfEach(numbers []string, hints carriers.Hints) []int {
	same, first := make([]int, len(numbers)), map[string]int{}
	for i, n := range numbers {
		d := carriers.Detect(n, hints)
		number := choiceOf(&d, hints.Carrier).Number
		if _, ok := first[number]; !ok {
			first[number] = i
		}
		same[i] = first[number]
	}
	return same
}

// see asks about one number: as the poller does when it is followed, else by a look-up.
func (t *trackShop) see(ctx context.Context, number string, hints carriers.Hints, lang carriers.Lang, save bool) (seen, error) {
	d := carriers.Detect(number, hints)
	id, err := t.followed(ctx, &d)
	if err != nil {
		return seen{}, err
	}
	if id == "" && save {
		if id, err = t.save(ctx, choiceOf(&d, hints.Carrier)); err != nil {
			return seen{}, err
		}
	}
	if id != "" {
		if _, err := t.poller.Refresh(ctx, []string{id}); err != nil {
			return seen{}, err
		}
		s, err := t.known(ctx, id)
		if err == nil && s.checkedAt.IsZero() && s.err == nil && s.problem == carriers.ProblemNone {
			s.err = carriers.Errorf(carriers.KindPaused, "another packdesk is asking about this number just now; ask again in a minute")
		}
		return s, err
	}
	return t.look(ctx, number, hints, lang), ctx.Err()
}

// followed is the id of the parcel that is followed under a reading of the number; empty for none.
func (t *trackShop) followed(ctx context.Context, d *carriers.Detection) (string, error) {
	numbers := []string{d.Number}
	for _, c := range d.Candidates {
		numbers = append(numbers, c.Number)
	}
	for _, n := range numbers {
		id, err := t.store.FollowedNumbered(ctx, n)
		if err == nil || !errors.Is(err, fulfillment.ErrNotFound) {
			return id, err
		}
	}
	return "", nil
}

// choiceOf is the question that a number leads to: that of its likeliest reading, or of a carrier that was named.
func choiceOf(d *carriers.Detection, named carriers.Carrier) carriers.Query {
	if len(d.Candidates) > 0 && (named == "" || d.Candidates[0].Carrier == named) {
		c := d.Candidates[0]
		return carriers.Query{Number: c.Number, Carrier: c.Carrier, Service: c.Service}
	}
	return carriers.Query{Number: d.Number, Carrier: named}
}

// save follows a number that belongs to no order, and returns its id.
func (t *trackShop) save(ctx context.Context, q carriers.Query) (string, error) {
	now := t.poller.Now()
	return q.Number, t.store.SaveFollowed(ctx, store.Followed{
		ID: q.Number, Number: q.Number, Carrier: string(q.Carrier), Service: q.Service, Status: string(carriers.StatusUnknown),
		Rank: carriers.RankLast, NextAt: now,
	})
}

// known is a followed parcel as it is kept.
func (t *trackShop) known(ctx context.Context, id string) (seen, error) {
	f, events, _, err := t.store.Followed(ctx, id)
	if err != nil {
		return seen{}, err
	}
	return seenOf(&f, events)
}

func seenOf(f *store.Followed, events []store.FollowedEvent) (s seen, err error) {
	s = seen{
		query:  carriers.Query{Number: f.Number, Carrier: carriers.Carrier(f.Carrier), Service: f.Service},
		source: f.Source, problem: carriers.Problem(f.Problem), checkedAt: f.CheckedAt,
	}
	if s.state, err = stateOf(f); err != nil {
		return s, err
	}
	if s.err, err = faultIn(f.Fault, f.Number); err != nil {
		return s, err
	}
	s.report, err = reportIn(f.Report, f.Number, events)
	if s.report != nil && s.query.Carrier == "" {
		s.query.Carrier = s.report.Carrier
	}
	return s, err
}

// look asks carriers about a number that is not followed.
func (t *trackShop) look(ctx context.Context, number string, hints carriers.Hints, lang carriers.Lang) seen {
	found, err := t.roster.Look(ctx, lang, number, hints)
	s := seen{query: choiceOf(&found.Detection, hints.Carrier), source: found.Source, report: found.Report, checkedAt: t.poller.Now()}
	if r := found.Report; r != nil {
		s.state, s.query.Number = r.State, r.Number
		if r.Carrier != "" {
			s.query.Carrier = r.Carrier
		}
		return s
	}
	s.state.Status = carriers.StatusUnknown
	s.err = carriers.AsError(err)
	return s
}

func (p *Program) tellSeen(s *seen, more []carriers.Page, asJSON bool) error {
	if asJSON {
		return jsonTo(p.Out).Encode(s.json(p.lang(), more))
	}
	lang := p.lang()
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s  %s\n", s.query.Number, s.query.Carrier.Name(lang), s.state.Words(lang))
	if s.err != nil {
		fmt.Fprintf(&b, "    %s\n", faultWords(s.err, lang))
		if !s.err.RetryAt.IsZero() {
			at := s.err.RetryAt.UTC().Format("2006-01-02 15:04 MST")
			fmt.Fprintf(&b, "    %s\n", i18n.New(string(lang)).F("track_fault.again", i18n.Args{"At": at}))
		}
	}
	if s.report != nil {
		for i := len(s.report.Events) - 1; i >= 0; i-- {
			writeEvent(&b, &s.report.Events[i], lang)
		}
	}
	for _, page := range append(s.pages(lang), more...) {
		fmt.Fprintf(&b, "    %s\n", page.URL)
	}
	_, err := io.WriteString(p.Out, b.String())
	return err
}

// faultWords says why nobody could tell where a parcel is, in Chinese as the tracking screen does.
func faultWords(e *carriers.Error, lang carriers.Lang) string {
	key := i18n.Key("track_fault." + string(e.Kind))
	if lang != carriers.Chinese || e.Source == "" {
		return e.Message
	}
	text := i18n.New(i18n.Chinese).F(key, i18n.Args{"Carrier": sourceWords(e.Source).ZH, "Section": "carriers." + e.Source, "Message": e.Message})
	if text == string(key) {
		return e.Message
	}
	return text
}

// writeEvent writes what happened: the clock at the place, what it means, and the carrier's own words where they differ.
func writeEvent(b *strings.Builder, e *carriers.Event, lang carriers.Lang) {
	fmt.Fprintf(b, "    %s", strings.Replace(e.Local, "T", " ", 1))
	if e.Zone != "" {
		fmt.Fprintf(b, " %s", e.Zone)
	}
	words := e.Words(lang)
	fmt.Fprintf(b, "  %s", words)
	if e.Text != "" && e.Text != words {
		fmt.Fprintf(b, " (%s)", e.Text)
	}
	if e.Place != "" {
		fmt.Fprintf(b, ", %s", e.Place)
	}
	b.WriteByte('\n')
}
