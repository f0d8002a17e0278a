import { CfnBudget } from 'aws-cdk-lib/aws-budgets'
import { Construct } from 'constructs'

export type MonthlyBudgetProps = {
  readonly name: string
  readonly usd: number
  readonly emails: readonly string[]
}

/** Tells by mail when the account's costs of a month come near a limit, or will. It stops nothing. */
export class MonthlyBudget extends Construct {
  constructor(scope: Construct, id: string, { name, usd, emails }: MonthlyBudgetProps) {
    super(scope, id)
    const told = [
      { notificationType: 'ACTUAL', threshold: 80 },
      { notificationType: 'ACTUAL', threshold: 100 },
      { notificationType: 'FORECASTED', threshold: 100 },
    ]
    new CfnBudget(this, 'Budget', {
      budget: {
        budgetName: name,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: usd, unit: 'USD' },
      },
      ...(emails.length === 0
        ? {}
        : {
            notificationsWithSubscribers: told.map((when) => ({
              notification: { ...when, comparisonOperator: 'GREATER_THAN', thresholdType: 'PERCENTAGE' },
              subscribers: emails.map((address) => ({ subscriptionType: 'EMAIL', address })),
            })),
          }),
    })
  }
}
