"""perfxl: a department's yearly self-evaluation of its spending (部门整体支出绩效自评), in workbooks."""

__version__ = "0.1.0"
