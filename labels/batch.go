package labels

import (
	"context"
	"fmt"
	"iter"
	"runtime"
	"sync"
)

// Batch makes many labels, each laid out, drawn and read back before the next in line is handed over.
type Batch struct {
	Fonts *Fonts
	Stock Stock
	// Draw makes the label's bytes while others are still laid out; nil when the page is all that is wanted. It runs on
	// several goroutines, each with a press and a raster of its own, which hold the finished label.
	Draw func(p *Press, pg *Page, r *Raster) ([]byte, error)
	// Workers is how many labels are made at a time; zero means one a processor, at most four.
	Workers int
}

// Made is the outcome of one label.
type Made struct {
	Label *Label
	Page  *Page
	Proof Proof
	Data  []byte // What Draw returned.
	Err   error  // Refusals, or what went wrong; then there is no page. The batch goes on.
}

// ahead is how many labels a worker may be in front of the one that is handed over. With four workers eight are begun: the
// first label is out before the tenth is looked at, however long the batch.
const ahead = 2

type job struct {
	label *Label
	done  chan Made
}

// Make yields every label's outcome in the order given. It takes from labels only as fast as it yields, and stops when the
// context ends or the caller breaks off.
func (b *Batch) Make(ctx context.Context, labels iter.Seq[*Label]) iter.Seq[Made] {
	return func(yield func(Made) bool) {
		workers := b.Workers
		if workers <= 0 {
			workers = min(runtime.GOMAXPROCS(0), 4)
		}
		next, stop := iter.Pull(labels)
		defer stop()
		jobs := make(chan job, workers*ahead)
		var wg sync.WaitGroup
		defer wg.Wait()
		defer close(jobs)
		for range workers {
			wg.Go(func() { b.work(jobs) })
		}
		var begun []job
		for more := true; ctx.Err() == nil; {
			for more && len(begun) < workers*ahead {
				var l *Label
				if l, more = next(); more {
					j := job{l, make(chan Made, 1)}
					begun = append(begun, j)
					jobs <- j
				}
			}
			if len(begun) == 0 {
				return
			}
			made := <-begun[0].done
			if begun = begun[1:]; !yield(made) {
				return
			}
		}
	}
}

// work makes labels until there are no more.
func (b *Batch) work(jobs <-chan job) {
	press, raster := NewPress(b.Fonts), &Raster{}
	for j := range jobs {
		j.done <- b.one(press, raster, j.label)
	}
}

// one makes one label. A panic in a library costs that label, never the batch.
func (b *Batch) one(p *Press, r *Raster, l *Label) (made Made) {
	made.Label = l
	defer func() {
		if broken := recover(); broken != nil {
			made = Made{Label: l, Err: fmt.Errorf("order %s: drawing the label broke off: %v", l.Order, broken)}
		}
	}()
	pg, err := p.Label(l, b.Stock)
	if err != nil {
		made.Err = err
		return made
	}
	p.Raster(r, pg)
	if made.Proof, made.Err = p.Prove(pg, r); made.Err != nil {
		return made
	}
	if b.Draw != nil {
		if made.Data, made.Err = b.Draw(p, pg, r); made.Err != nil {
			return made
		}
	}
	made.Page = pg
	return made
}
