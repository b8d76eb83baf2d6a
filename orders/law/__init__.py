"""What the law on payments to entrusted small enterprises (取適法) asks of an order: days of payment, whom it covers."""
