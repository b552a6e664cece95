// Command bench makes a batch of labels of invented orders and says how long each part took, for comparison with other
// programs that draw the same content (reportlab_labels.py beside it). It imports labels, its fonts and fulfillment.
//
//	go build -o bench ./labels/bench
//	time ./bench -format pdf -out labels.pdf
//	./bench -dump DIR            # labels.json and fonts for the script
//	time /usr/bin/python3 labels/bench/reportlab_labels.py DIR
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"iter"
	"log"
	"os"
	"path/filepath"
	"time"

	"packdesk/fulfillment"
	"packdesk/labels"
	"packdesk/labels/fonts"
)

func main() {
	n := flag.Int("n", 500, "labels")
	format := flag.String("format", "pdf", "pdf, zpl or png")
	out := flag.String("out", os.DevNull, "file to write")
	dump := flag.String("dump", "", "folder for labels.json and fonts; nothing else is done then")
	plain := flag.Bool("plain", false, "leave the pages of a PDF uncompressed")
	flag.Parse()
	log.SetFlags(0)
	if *dump != "" {
		if err := write(*dump, *n); err != nil {
			log.Fatal(err)
		}
		return
	}
	if err := run(*n, *format, *out, *plain); err != nil {
		log.Fatal(err)
	}
}

func run(n int, format, out string, plain bool) error {
	start := time.Now()
	f, err := os.Create(out) //nolint:gosec // The file that the caller names.
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	b := labels.Batch{Fonts: labels.NewFonts(), Stock: labels.Stock4x6(labels.DPI203)}
	doc := labels.NewPDF(w, labels.PDFInfo{Plain: plain})
	switch format {
	case "zpl":
		b.Draw = func(p *labels.Press, pg *labels.Page, _ *labels.Raster) ([]byte, error) { return p.ZPL(pg) }
	case "png":
		b.Draw = func(p *labels.Press, pg *labels.Page, r *labels.Raster) ([]byte, error) {
			return p.PNG(r, pg.Stock.DPI)
		}
	}
	var first time.Duration
	for m := range b.Make(context.Background(), batch(n)) {
		if m.Err != nil {
			return m.Err
		}
		if first == 0 {
			first = time.Since(start)
		}
		if format == "pdf" {
			err = doc.Add(m.Page)
		} else {
			_, err = w.Write(m.Data)
		}
		if err != nil {
			return err
		}
	}
	if format == "pdf" {
		if err := doc.Close(); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	fmt.Printf("%d labels as %s, each read back: %v, the first after %v\n", n, format, time.Since(start), first)
	return nil
}

// batch invents n orders, every fifth with a recipient in Han characters, all different.
func batch(n int) iter.Seq[*labels.Label] {
	seller := fulfillment.Address{
		Name: "Example Trading Ltd 示例贸易", Street: []string{"Unit 4, Sample Park", "12 Example Road"},
		Town: "Exampleton", PostalCode: "EX1 1AA", Region: "GB", Country: "United Kingdom",
	}
	surnames, given := []rune("王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高"), []rune("小明伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛超")
	return func(yield func(*labels.Label) bool) {
		for i := range n {
			to := fulfillment.Address{
				Name: fmt.Sprintf("Alex Sample the %dth", i+1), Street: []string{fmt.Sprintf("Flat %d, Rose Court", i%40+1), fmt.Sprintf("%d Example Street", i+1)},
				Town: "Exampleton", Area: "Lancashire", PostalCode: fmt.Sprintf("EX%d %dBB", i%9+1, i%10), Region: "GB", Country: "United Kingdom",
			}
			if i%5 == 0 {
				to.Name = string([]rune{surnames[i%20], given[i/5%20], given[i/20%20]})
				to.Street = []string{fmt.Sprintf("示例区样本街道%d号%d号楼", i+1, i%30+1), fmt.Sprintf("%d单元%d室", i%6+1, 100+i)}
			}
			l := &labels.Label{
				Order: fmt.Sprintf("5764614130387%05d", i), To: to, From: seller, Carrier: "Royal Mail", Service: "Tracked 24",
				Tracking: fmt.Sprintf("JD01460000628%07d", i*7919%10000000),
			}
			if !yield(l) {
				return
			}
		}
	}
}

// write puts what the script draws into a folder.
func write(folder string, n int) error {
	type plain struct {
		Carrier  string   `json:"carrier"`
		Service  string   `json:"service"`
		From     []string `json:"from"`
		To       []string `json:"to"`
		Tracking string   `json:"tracking"`
		Order    string   `json:"order"`
		Module   int      `json:"module"`
	}
	all := []plain{}
	press := labels.NewPress(labels.NewFonts())
	for l := range batch(n) {
		pg, err := press.Label(l, labels.Stock4x6(labels.DPI203))
		if err != nil {
			return err
		}
		lines := func(a *fulfillment.Address) []string {
			return append(append([]string{a.Name}, a.Lines()...), a.PostalCode)
		}
		all = append(all, plain{l.Carrier, l.Service, lines(&l.From), lines(&l.To), l.Tracking, l.Order, pg.ModuleDots()})
	}
	files := map[string]func() ([]byte, error){
		"labels.json":   func() ([]byte, error) { return json.Marshal(all) },
		"sans.ttf":      func() ([]byte, error) { return fonts.TTF(fonts.Sans) },
		"sans-bold.ttf": func() ([]byte, error) { return fonts.TTF(fonts.SansBold) },
		"han.ttf":       func() ([]byte, error) { return fonts.TTF(fonts.Han) },
	}
	for name, data := range files {
		b, err := data()
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, name), b, 0o600); err != nil {
			return err
		}
	}
	_, err := io.WriteString(os.Stdout, fmt.Sprintf("%d labels in %s\n", n, folder))
	return err
}
