package uitest

import (
	"go/ast"
	"go/token"
	"strconv"
)

// NamedTexts adds the values of a file's named texts to those that are known, by the names of their types: what a catalogue
// must have words for.
func NamedTexts(file *ast.File, into map[string][]string) {
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		kind, ok := spec.Type.(*ast.Ident)
		lit, isText := spec.Values[0].(*ast.BasicLit)
		if ok && isText && lit.Kind == token.STRING {
			if text, err := strconv.Unquote(lit.Value); err == nil && text != "" {
				into[kind.Name] = append(into[kind.Name], text)
			}
		}
		return true
	})
}
