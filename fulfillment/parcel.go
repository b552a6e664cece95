package fulfillment

import "time"

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

var stageRank = map[Stage]int{
	StageToPack: 0, StagePacked: 1, StageLabelled: 2, StageShipped: 3, StageHandedOver: 4, StageInTransit: 5, StageDelivered: 6,
}

// Rank is the position on the way from to_pack (0) to delivered (6); side exits and unknown stages have -1.
func (s Stage) Rank() int {
	if r, ok := stageRank[s]; ok {
		return r
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

var moveNeeds = map[Move]struct {
	from []Stage
	to   Stage
}{
	MovePack:     {[]Stage{StageToPack}, StagePacked},
	MoveLabel:    {[]Stage{StagePacked, StageLabelled, StageShipped}, StageLabelled},
	MoveShip:     {[]Stage{StageToPack, StagePacked, StageLabelled}, StageShipped},
	MoveHandOver: {[]Stage{StageLabelled, StageShipped}, StageHandedOver},
	MovePark:     {[]Stage{StageToPack, StagePacked, StageLabelled}, StageParked},
	MoveUnpark:   {[]Stage{StageParked}, StageToPack},
}

// After returns the stage that the move leads to from stage s, or a Refusal that says which stage it needs. It judges the
// stage alone; Order.Refuses judges the order.
func (m Move) After(s Stage) (Stage, error) {
	need, ok := moveNeeds[m]
	if !ok {
		return s, &Refusal{Move: m, Rule: RuleUnknownMove}
	}
	for _, from := range need.from {
		if from == s {
			if m == MoveLabel && s == StageShipped { // A reprint does not take a shipped parcel back.
				return s, nil
			}
			return need.to, nil
		}
	}
	return s, &Refusal{Move: m, Rule: RuleStage, Stage: s}
}
