"""How the dashboards are made: expressions, panels, the frame of a dashboard, and one module for each dashboard."""
