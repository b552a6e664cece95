package fulfillment

import (
	"fmt"
	"iter"
)

// BrokenJournal names the first row of a journal that does not fit. It matches ErrInvalid.
type BrokenJournal struct {
	Seq   int64 // The number that the row has, or the one that is missing.
	Fault JournalFault
}

// JournalFault says what does not fit.
type JournalFault string

// The faults.
const (
	FaultMissing JournalFault = "missing" // A row is missing before this one, or at the end.
	FaultOrder   JournalFault = "order"   // A row stands twice, or out of its place.
	FaultContent JournalFault = "content" // The row, or one before it, is not the one that was written.
)

func (e *BrokenJournal) Error() string {
	switch e.Fault {
	case FaultMissing:
		return fmt.Sprintf("journal row %d is missing", e.Seq)
	case FaultOrder:
		return fmt.Sprintf("journal row %d is out of its place", e.Seq)
	default:
		return fmt.Sprintf("journal row %d is not the one that was written", e.Seq)
	}
}

// Is makes every BrokenJournal match ErrInvalid.
func (e *BrokenJournal) Is(target error) bool { return target == ErrInvalid }

// Verify recomputes the hashes of the rows behind head, the zero Head for a journal from its beginning, and returns the
// head at their end. The error is *BrokenJournal for the first row that does not fit, or what the iterator gave. That
// rows are missing at the end shows only when the result is compared with a head that is kept elsewhere: see Reaches.
func Verify(head Head, rows iter.Seq2[JournalRow, error]) (Head, error) {
	for row, err := range rows {
		if err != nil {
			return head, fmt.Errorf("journal behind row %d: %w", head.Seq, err)
		}
		switch want := head.Seq + 1; {
		case row.Seq > want:
			return head, &BrokenJournal{Seq: want, Fault: FaultMissing}
		case row.Seq < want:
			return head, &BrokenJournal{Seq: row.Seq, Fault: FaultOrder}
		case row.hash(head.Hash) != row.Hash:
			return head, &BrokenJournal{Seq: row.Seq, Fault: FaultContent}
		}
		head = Head{Seq: row.Seq, Hash: row.Hash}
	}
	return head, nil
}

// Reaches says what is wrong when a journal that was verified up to h should hold the row of a kept head, or nil. It
// compares what it can: a kept head in the middle has to be verified by stopping there.
func (h Head) Reaches(kept Head) error {
	switch {
	case kept.Seq > h.Seq:
		return &BrokenJournal{Seq: h.Seq + 1, Fault: FaultMissing}
	case kept.Seq == h.Seq && kept.Hash != h.Hash:
		return &BrokenJournal{Seq: h.Seq, Fault: FaultContent}
	default:
		return nil
	}
}
