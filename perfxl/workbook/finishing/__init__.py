"""What a workbook keeps of its finishing (定稿): receipts, and what every input held at that moment."""
