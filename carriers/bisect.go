package carriers

// maxBisect bounds the calls that the hunt for a bad number may cost.
const maxBisect = 16

// Bisect makes a batched call, and when the carrier refuses the whole batch as a bad question, makes it again with each
// half, so that one bad number does not take the others with it. call fills results and returns why the call failed;
// what it leaves empty gets its error. A carrier that refuses everything costs maxBisect calls, not one for each number.
func Bisect(queries []Query, results []Result, call func([]Query, []Result) *Error) {
	calls := 0
	var try func(q []Query, r []Result, before *Error)
	try = func(q []Query, r []Result, before *Error) {
		if calls == maxBisect {
			Fill(q, r, before)
			return
		}
		calls++
		e := call(q, r)
		switch {
		case e == nil:
		case (e.Kind == KindBadNumber || e.Kind == KindBadRequest) && len(q) > 1:
			half := len(q) / 2
			try(q[:half], r[:half], e)
			try(q[half:], r[half:], e)
		default:
			Fill(q, r, e)
		}
	}
	try(queries, results, nil)
}
