// Package sheettest makes Seller Center exports of any size for tests and benchmarks: the 55 columns of a 'To Ship'
// export as a UK seller has it, quirks included, filled with made-up people. The same Spec gives the same bytes.
package sheettest

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// Headings are the 55 columns, in the file's sequence.
const Headings = "Order ID,Order Status,Order Substatus,Cancelation/Return Type,Normal or Pre-order,SKU ID,Seller SKU,Product Name," +
	"Variation,Quantity,Sku Quantity of return,SKU Unit Original Price,SKU Subtotal Before Discount,SKU Platform Discount," +
	"SKU Seller Discount,SKU Subtotal After Discount,Shipping Fee After Discount,Original Shipping Fee,Shipping Fee Seller Discount," +
	"Shipping Fee Platform Discount,Payment platform discount,Order Amount,Order Refund Amount,Created Time,Paid Time,RTS Time," +
	"Shipped Time,Delivered Time,Cancelled Time,Cancel By,Cancel Reason,Fulfillment Type,Warehouse Name,Tracking ID,Delivery Option," +
	"Shipping Provider Name,Buyer Message,Buyer Username,Recipient,Phone #,Email,Country,State,Post Town,City,Zipcode,Street Name," +
	"House Name or Number,Payment Method,Weight(kg),Product Category,Package ID,Seller Note,Checked Status,Checked Marked by"

// FirstOrder is the number of the first order; the ones behind it count up.
const FirstOrder = 576461413000000001

// Spec says what a file holds. The zero value is an empty export.
type Spec struct {
	Rows int       // Rows with data; about four orders in five rows.
	Seed uint64    // Other people, other products.
	Now  time.Time // Orders were made in the three days before; zero means 2026-11-19 10:00 UTC.
	Zone *time.Location
	Open bool // Every order waits for shipment; else a tenth is awaiting collection, cancelled or on hold.
}

// Write writes the export as CSV.
func Write(w io.Writer, s Spec) error {
	b := bufio.NewWriterSize(w, 1<<16)
	if _, err := b.WriteString("\uFEFF" + Headings + "\n"); err != nil {
		return err
	}
	err := s.each(func(row []string) error {
		for i, cell := range row {
			if i > 0 {
				_ = b.WriteByte(',') // A bufio.Writer keeps its error for Flush.
			}
			if strings.ContainsAny(cell, ",\"\n") {
				cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
			}
			if _, err := b.WriteString(cell); err != nil {
				return err
			}
		}
		return b.WriteByte('\n')
	})
	if err != nil {
		return err
	}
	return b.Flush()
}

// Rows gives the same rows without the headings, for other kinds of files. The slices are the caller's.
func Rows(s Spec) [][]string {
	var rows [][]string
	_ = s.each(func(row []string) error { // The function never fails.
		rows = append(rows, append([]string(nil), row...))
		return nil
	})
	return rows
}

var (
	given  = []string{"Alex", "Bo", "Chi", "Dee", "Eve", "Fay", "Gil", "Hal", "Ida", "Jo", "Kim", "Léa", "Mia", "Nô", "Ola", "Zoë", "小明", "美玲"}
	family = []string{"Sample", "Test", "Example", "Tester", "O'Test", "Ngô-Test", "Müster", "Specimen", "Muster", "测试"}
	roads  = []string{"Example Street", "Mill Lane", "Station Approach", "High Road East", "Quay", "Church Walk", "The Green", "Orchard Close"}
	goods  = []string{
		"Stoneware Mug 350 ml, Hand-Glazed Ceramic Coffee and Tea Cup with Large Handle, Microwave and Dishwasher Safe",
		"Earl Grey Tea, 50 bags, Black Tea with Natural Bergamot, Compostable Sachets in a Resealable Keepsake Carton",
		"Candle 3-pack 🕯️ Soy Wax, Long Burning Time, Gift Box for Birthdays, Weddings, House Moving and Christmas",
		"Desk Lamp with Clamp, Dimmable LED, Three Colours of Light, USB Charging Socket, Foldable, for Office and Study",
		"Linen Tea Towel, Pack of Two, Pre-Washed, Absorbent, Lint Free, with Hanging Loop, Made from European Flax Only",
		"Enamel Tray, Rectangular, Hand-Painted Rim, for Serving, Baking and Storage, 30 x 20 cm, Suitable for Ovens",
		"Wool Socks, Warm Winter Hiking Socks, Cushioned Sole, Seamless Toe, Unisex, Size 3-12, One Pair in a Banderole",
		"Phone Case \"Slim\", Shock Absorbing Corners, Matt Finish, Raised Edges for Camera and Screen, Wireless Charging",
		"Silicone Baking Mat Non-Stick Reusable Large with Measurements, for Rolling Dough, Pastry, Fondant and Macarons",
		"Notebook A5 dotted, 160 Pages, 120 g Paper, Hard Cover with Elastic Band, Two Ribbons, Pocket and Numbered Pages",
		"乌龙茶 250 g 高山茶叶 礼盒装 清香型 Oolong Tea, Loose Leaf, High Mountain, Lightly Roasted, in a Tin with a Lid",
		"Hair Clip Set of Twelve, Matt Acetate Claw Clips in Four Sizes, Non-Slip Teeth, for Thick and for Fine Hair",
	}
	colours = []string{"Blue", "Red", "Green", "Default", "Vanilla, Large", "Black", "XL", "30 cm"}
	states  = []string{"Lancashire", "Kent", "Devon", "Fife", "Gwynedd", "Antrim", "Norfolk", "Cumbria"}
	notes   = []string{"Please leave with neighbour, \"no. 4\"", "gift", "Ring twice"}
)

// each makes the rows one after the other.
func (s Spec) each(do func(row []string) error) error {
	r := rand.New(rand.NewPCG(s.Seed, 55)) //nolint:gosec // G404: made-up people need no secrets.
	now := s.Now
	if now.IsZero() {
		now = time.Date(2026, 11, 19, 10, 0, 0, 0, time.UTC)
	}
	if s.Zone != nil {
		now = now.In(s.Zone)
	}
	row := make([]string, strings.Count(Headings, ",")+1)
	for n, order := 0, 0; n < s.Rows; order++ {
		s.order(r, row, order, now)
		for line := range 1 + max(0, r.IntN(8)-5) {
			if n == s.Rows {
				break
			}
			s.line(r, row, line)
			if err := do(row); err != nil {
				return err
			}
			n++
		}
	}
	return nil
}

func letter(r *rand.Rand) string {
	n := r.IntN(26)
	return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[n : n+1]
}

func pick(r *rand.Rand, from []string) string { return from[r.IntN(len(from))] }

// order fills what is the same on every row of an order.
func (s Spec) order(r *rand.Rand, row []string, order int, now time.Time) {
	clear(row)
	created := now.Add(-time.Duration(r.IntN(72*3600)) * time.Second)
	paid := created.Add(time.Duration(5+r.IntN(60)) * time.Second)
	const layout = "02/01/2006 15:04:05\t"
	name := pick(r, given) + " " + pick(r, family)
	code := strconv.Itoa(order)
	for i, v := range map[int]string{
		0: strconv.Itoa(FirstOrder+order*7) + "\t", 1: "To ship", 2: "Awaiting shipment", 4: "Normal", 10: "0", 13: "0", 14: "0", 16: "0",
		17: "2.99", 18: "0", 19: "2.99", 20: "0", 21: fmt.Sprintf("%d.%02d", 3+r.IntN(90), r.IntN(100)), 23: created.Format(layout),
		24: paid.Format(layout), 25: "\t", 26: "\t", 27: "\t", 28: "\t", 31: "Fulfillment by seller", 32: "Example Warehouse",
		34: "Standard shipping", 37: "buyer_" + code, 38: name, 39: fmt.Sprintf("(+44)7700%06d", 900000+order%100000),
		40: "b" + code + "@chat.seller.example", 41: "United Kingdom", 42: pick(r, states), 43: "Exampleton", 44: "Exampleton",
		45: fmt.Sprintf("EX%d %d%s%s\t", 1+r.IntN(20), r.IntN(10), letter(r), letter(r)), 46: pick(r, roads),
		47: strconv.Itoa(1 + r.IntN(200)), 48: "Credit/debit card", 49: "0.4", 50: "Home Supplies", 51: "\t",
	} {
		row[i] = v
	}
	if r.IntN(12) == 0 {
		row[36] = pick(r, notes)
	}
	if s.Open {
		return
	}
	switch r.IntN(40) {
	case 0:
		row[1], row[2], row[3] = "Canceled", "Canceled", "Cancel"
		row[28], row[29], row[30] = paid.Add(41*time.Minute).Format(layout), "User", "Bought by mistake"
	case 1, 2:
		row[2] = "Awaiting collection"
		row[25], row[33], row[35] = paid.Add(3*time.Hour).Format(layout), fmt.Sprintf("H01AAA%010d", order), "Evri"
		row[51] = strconv.Itoa(1152321127270000001+order) + "\t"
	case 3:
		row[1], row[2] = "On hold", "On hold"
		for i := 38; i < 48; i++ {
			row[i] = ""
		}
		row[41], row[45] = "United Kingdom", "\t"
	}
}

// line fills what is the row's own. The SKUs of one order differ.
func (s Spec) line(r *rand.Rand, row []string, line int) {
	product := r.IntN(len(goods)/3)*3 + line%3
	colour := r.IntN(len(colours))
	number := product*len(colours) + colour + 1
	quantity := 1 + max(0, r.IntN(6)-3)
	row[5] = strconv.Itoa(1729382476852900000+number) + "\t"
	row[6] = fmt.Sprintf("SKU-%03d", number)
	row[7], row[8] = goods[product], colours[colour]
	row[9] = strconv.Itoa(quantity)
	row[11] = fmt.Sprintf("%d.%02d", 2+number%20, number%100)
	row[12], row[15] = row[11], row[11]
}
