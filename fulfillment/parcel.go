package fulfillment

import (
	"slices"
	"time"
)

// Stage is how far a parcel has come at this station and beyond.
type Stage string

// The stages in their order, then the side exits.
const (
	StageToPack     Stage = "to_pack"
	StagePacked     Stage = "packed"
	StageLabelled   Stage = "labelled"
	StageShipped    Stage = "shipped" // The shop has accepted it.
	StageHandedOver Stage = "handed_over"
	StageInTransit  Stage = "in_transit"
	StageDelivered  Stage = "delivered"

	StageParked    Stage = "parked"
	StageStopped   Stage = "stopped"
	StageException Stage = "exception"
	StageReturned  Stage = "returned"
)

// Rank is the position on the way from to_pack (0) to delivered (6); side exits and unknown stages have -1.
func (s Stage) Rank() int {
	switch s {
	case StageToPack:
		return 0
	case StagePacked:
		return 1
	case StageLabelled:
		return 2
	case StageShipped:
		return 3
	case StageHandedOver:
		return 4
	case StageInTransit:
		return 5
	case StageDelivered:
		return 6
	case StageParked, StageStopped, StageException, StageReturned:
	}
	return -1
}

// Parcel is what is packed, labelled, handed over and tracked: usually one per order, several when an order is split,
// one for several orders when they are combined.
type Parcel struct {
	ID        string // Ours: the platform's package id where one exists, else made here.
	Shop      string
	PackageID string // The platform's; empty for seller shipping before it is shipped.
	Stage     Stage
	Carrier   string
	Tracking  string
	Orders    []string // The orders whose units it holds.
	Content   []Unit
	PackedAt  time.Time
	LabelAt   time.Time
	ShippedAt time.Time
	HandedAt  time.Time
}

// Unit is a count of one SKU of one order inside a parcel.
type Unit struct {
	Order    string
	SKUID    string
	Quantity int
}

// Move is a step of a parcel that somebody asks for.
type Move string

// The moves.
const (
	MovePack     Move = "pack"
	MoveLabel    Move = "label"
	MoveShip     Move = "ship"
	MoveHandOver Move = "hand_over"
	MovePark     Move = "park"
	MoveUnpark   Move = "unpark"
)

// needs returns the stages from which the move is made and the stage to which it leads.
func (m Move) needs() (from []Stage, to Stage) {
	switch m {
	case MovePack:
		return []Stage{StageToPack}, StagePacked
	case MoveLabel:
		return []Stage{StagePacked, StageLabelled, StageShipped}, StageLabelled
	case MoveShip:
		return []Stage{StageToPack, StagePacked, StageLabelled}, StageShipped
	case MoveHandOver:
		return []Stage{StageLabelled, StageShipped}, StageHandedOver
	case MovePark:
		return []Stage{StageToPack, StagePacked, StageLabelled}, StageParked
	case MoveUnpark:
		return []Stage{StageParked}, StageToPack
	default:
		return nil, ""
	}
}

func (m Move) known() bool {
	_, to := m.needs()
	return to != ""
}

// After returns the stage that the move leads to from stage s, or a Refusal that says which stage it needs. It judges the
// stage alone; Order.Refuses judges the order.
func (m Move) After(s Stage) (Stage, error) {
	from, to := m.needs()
	switch {
	case to == "":
		return s, &Refusal{Move: m, Rule: RuleUnknownMove}
	case !slices.Contains(from, s):
		return s, &Refusal{Move: m, Rule: RuleStage, Stage: s}
	case m == MoveLabel && s == StageShipped: // A reprint does not take a shipped parcel back.
		return s, nil
	default:
		return to, nil
	}
}
