package carriertest_test

import (
	"testing"

	"go.uber.org/goleak"

	"packdesk/carriers"
	"packdesk/carriers/carriertest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestLedger(t *testing.T) {
	t.Parallel()
	carriertest.LedgerSuite(t, func(_ *testing.T, parcels ...carriers.Tracked) carriers.Ledger {
		return carriertest.NewLedger(parcels...)
	})
}

func TestMemoryBudget(t *testing.T) {
	t.Parallel()
	carriertest.BudgetSuite(t, func(*testing.T) carriers.Budget { return carriers.NewMemoryBudget() })
}
