package cli

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/adrg/xdg"
	"github.com/spf13/cobra"

	"packdesk/fulfillment"
	"packdesk/labels/labelfile"
	"packdesk/store"
)

// labelFiles looks at the label files of this run: the platform's, handed in or fetched. What opens PDFs is made ready once
// a machine and kept in the user's cache.
func (p *Program) labelFiles() *labelfile.Reader {
	if p.files == nil {
		p.files = &labelfile.Reader{}
		cache := p.getenv("XDG_CACHE_HOME")
		if cache == "" {
			cache = xdg.CacheHome
		}
		if filepath.IsAbs(cache) {
			p.files.Cache = filepath.Join(cache, "packdesk", "pdf")
		}
	}
	return p.files
}

func (p *Program) attachCommand() *cobra.Command {
	pkg := ""
	cmd := &cobra.Command{
		Use: "attach ID FILE", Short: "Hand in the platform's label of an order that TikTok ships", Args: cobra.ExactArgs(2),
		Long: "Takes a PDF, PNG or ZPL file in, to be printed for the order as it is; for a printer that takes another format it is " +
			"drawn in the printer's dots. An order that TikTok has split takes a file for each of its packages. What is no label is refused: " +
			"an encrypted, damaged or cut file, more than four pages, more than 20 MB.",
		RunE: p.ready(func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			f, err := p.labelFiles().Open(ctx, args[1])
			if err != nil {
				return err
			}
			codes, err := p.labelFiles().Codes(ctx, f)
			if err != nil {
				return err
			}
			return p.use(ctx, func(s *store.Store) error {
				if err := attach(ctx, s, args[0], pkg, f, fulfillment.Holder{Operator: p.loaded.Operator, Station: p.station()}); err != nil {
					return err
				}
				p.say("%s", fileWords(f, codes))
				o, err := s.Order(ctx, args[0])
				if err != nil {
					return err
				}
				if number := numberOf(o, pkg); number != "" && len(codes) > 0 && !bears(codes, number) {
					p.say("packdesk: the order's tracking number is %s and none of these codes: is it the label of another order?", number)
				}
				return nil
			})
		}),
	}
	cmd.Flags().StringVar(&pkg, "package", "", "of an order that TikTok has split: the package that it is for")
	return cmd
}

// attach keeps a label file that has been checked for an order, or for one of the platform's packages of it.
func attach(ctx context.Context, s *store.Store, order, pkg string, f *labelfile.File, who fulfillment.Holder) error {
	if pkg != "" {
		o, err := s.Order(ctx, order)
		if err != nil {
			return err
		}
		if have := o.PlatformPackages(); !slices.Contains(have, pkg) {
			return fmt.Errorf("%w: order %s has no package %s; it has %s", fulfillment.ErrNotFound, o.ID, fulfillment.Clean(pkg), cmp.Or(strings.Join(have, ", "), "none that is known"))
		}
	}
	return s.AttachLabel(ctx, store.LabelFile{Order: order, Package: pkg, Name: f.Name, Format: string(f.Format), Content: f.Data}, who)
}

// numberOf is the tracking number of an order, or of one of its packages; empty while it is not known.
func numberOf(o *fulfillment.Order, pkg string) string {
	for i := range o.Parcels {
		if p := &o.Parcels[i]; pkg != "" && p.PackageID == pkg {
			return p.Tracking
		}
	}
	return o.Tracking
}

// fileWords describes a label file in a line.
func fileWords(f *labelfile.File, codes []string) string {
	words := []string{strings.ToUpper(string(f.Format))}
	switch {
	case f.Pages > 1:
		words = append(words, fmt.Sprintf("%d labels", f.Pages))
	default:
		words = append(words, "1 label")
	}
	if f.Width > 0 {
		words = append(words, fmt.Sprintf("%.0f x %.0f mm", f.Width, f.Height))
	}
	for _, c := range codes {
		words = append(words, fulfillment.Clean(c))
	}
	return f.Name + ": " + strings.Join(words, ", ")
}

// bears reports whether one of the codes is the tracking number.
func bears(codes []string, tracking string) bool {
	return slices.ContainsFunc(codes, func(c string) bool { return fulfillment.TrackingKey(c) == fulfillment.TrackingKey(tracking) })
}

// leastProof is the length of the shortest code that can prove a label: sort codes and postcodes are shorter, and stand on
// the labels of others too.
const leastProof = 10

// proving are the codes of a platform's label that tell it from every other: its tracking number where that is known and
// stands on it, else all that are long enough. The order's number is on slips too and proves nothing.
func proving(order, tracking string, codes []string) []string {
	if tracking != "" && bears(codes, tracking) {
		return []string{tracking}
	}
	return slices.DeleteFunc(slices.Clone(codes), func(c string) bool { return len(c) < leastProof || c == order })
}
