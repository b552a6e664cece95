package pack

// Last is the order at the bench, or the one that has left it last; empty when there was none.
func (p *Pane) Last() string {
	if order := p.order(); order != "" || p.left == nil || len(p.left.Orders) == 0 {
		return order
	}
	return p.left.Orders[0]
}
